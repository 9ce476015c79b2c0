"""GPT-2 with com.microsoft.Attention, as ONNX Runtime's optimizer fuses it: projections, mask and cache inside."""

import numpy as np
from onnx import TensorProto

from graph_builder import GraphBuilder
from models import HEADS, LAYERS, WIDTH, make_model


def attention(family):
    return Gpt2(make_model(family)).build()


class Gpt2:
    def __init__(self, model):
        self.graph, self.epsilon = GraphBuilder(), model.config.layer_norm_epsilon
        self.weights = {name: weight.detach().numpy() for name, weight in model.state_dict().items()}

    def build(self):
        g = self.graph
        names = [
            g.constant(f"transformer.{table}.weight", self.weights[f"transformer.{table}.weight"])
            for table in ("wte", "wpe")
        ]
        tokens = g.node("Gather", [names[0], "input_ids"], "/transformer/wte/Gather/output_0")
        places = g.node("Gather", [names[1], "position_ids"], "/transformer/wpe/Gather/output_0")
        stream = g.node("Add", [tokens, places], "/transformer/Add/output_0")
        mask = g.node("Cast", ["attention_mask"], "/transformer/Cast/output_0", to=TensorProto.INT32)
        x = g.node(
            "LayerNormalization",
            [stream, *self.pair("transformer.h.0.ln_1")],
            "/transformer/h.0/ln_1/output_0",
            axis=-1,
            epsilon=self.epsilon,
        )
        for layer in range(LAYERS):
            place = f"transformer.h.{layer}"
            x = self.attention(layer, x, mask)
            stream, x = self.add_and_norm(f"{place}.ln_2", stream, f"{place}.attn.c_proj", x)
            x = self.linear(f"{place}.mlp.c_fc", x)
            x = g.fused("FastGelu", [x], f"/{place.replace('.', '/')}/mlp/act/FastGelu/output_0")
            following = f"transformer.h.{layer + 1}.ln_1" if layer + 1 < LAYERS else "transformer.ln_f"
            stream, x = self.add_and_norm(following, stream, f"{place}.mlp.c_proj", x, is_last=layer + 1 == LAYERS)
        g.product("lm_head", x, self.weights["lm_head.weight"].T, output="logits")
        return g.model(HEADS, WIDTH // HEADS, 17, takes_positions=True)

    def pair(self, place):
        return [self.graph.constant(f"{place}.{part}", self.weights[f"{place}.{part}"]) for part in ("weight", "bias")]

    def linear(self, place, x):
        return self.graph.product(place, x, self.weights[f"{place}.weight"], self.weights[f"{place}.bias"])

    def add_and_norm(self, place, stream, projection, branch, is_last=False):
        """The projection's offset is added inside the norm too."""
        path = "/" + place.replace(".", "/")
        weight, bias = self.pair(projection)
        branch = self.graph.node("MatMul", [branch, weight], "/" + projection.replace(".", "/") + "/MatMul/output_0")
        outputs = [f"{path}/output_0", *([] if is_last else ["", "", f"{path}/output_3"])]
        self.graph.fused(
            "SkipLayerNormalization", [stream, branch, *self.pair(place), bias], outputs, epsilon=self.epsilon
        )
        return outputs[-1], outputs[0]

    def attention(self, layer, x, mask):
        """Its cache is one tensor [2, B, H, T, d], which is put together of optimum's two and taken apart again."""
        g, path = self.graph, f"/transformer/h.{layer}/attn"
        first = g.constant("/transformer/constants/first", np.array([0]))
        parts = [
            g.node("Unsqueeze", [f"past_key_values.{layer}.{part}", first], f"{path}/{part}/Unsqueeze/output_0")
            for part in ("key", "value")
        ]
        past = g.node("Concat", parts, f"{path}/Concat/output_0", axis=0)
        present = f"{path}/present"
        weights = self.pair(f"transformer.h.{layer}.attn.c_attn")
        result = g.fused(
            "Attention",
            [x, *weights, mask, past],
            [f"{path}/Attention/output_0", present],
            num_heads=HEADS,
            unidirectional=1,
        )
        for index, part in enumerate(("key", "value")):
            which = g.constant(f"/transformer/constants/{part}", np.array(index))
            g.node("Gather", [present, which], f"present.{layer}.{part}", axis=0)
        return result
