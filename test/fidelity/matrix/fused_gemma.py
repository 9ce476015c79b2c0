"""Gemma 2 and 3 with GroupQueryAttention, as published: soft-capping and windows inside the fused operator."""

import numpy as np

from fused import Decoder, group_query_attention
from graph_builder import GraphBuilder
from models import LAYERS, WIDTH, make_model


def gqa(family):
    return Gemma(make_model(family), GraphBuilder()).build(group_query_attention)


class Gemma(Decoder):
    """Unlike Llama: norms before and after each part, whose scales lack one; a scaled embedding; two rotations."""

    def __init__(self, model, graph):
        super().__init__(model, graph)
        for name in self.weights:
            if "norm" in name:
                self.weights[name] = self.weights[name] + 1
        self.scale = float(self.config.query_pre_attn_scalar**-0.5)
        self.softcap = getattr(self.config, "attn_logit_softcapping", None) or 0.0

    def blocks(self, attention):
        g = self.graph
        scale = g.constant("/model/constants/width", np.array(WIDTH**0.5, np.float32))
        stream, branch = g.node("Mul", [self.embedding(), scale], "/model/embed_tokens/Mul/output_0"), None
        for layer in range(LAYERS):
            place = f"model.layers.{layer}"
            stream, x = self.add_and_norm(f"{place}.input_layernorm", stream, branch)
            branch = self.linear(f"{place}.self_attn.o_proj", attention(self, layer, x))
            branch = self.norm(f"{place}.post_attention_layernorm", branch)
            stream, x = self.add_and_norm(f"{place}.pre_feedforward_layernorm", stream, branch)
            branch = self.norm(f"{place}.post_feedforward_layernorm", self.mlp(f"{place}.mlp", x))
        return stream, branch

    def activation(self, path, gate):
        return self.graph.fused("FastGelu", [gate], f"{path}/act_fn/FastGelu/output_0")

    def logits(self, x, output):
        cap = getattr(self.config, "final_logit_softcapping", None)
        if not cap:
            return super().logits(x, output)
        g, limit = self.graph, self.graph.constant("/lm_head/cap", np.array(cap, np.float32))
        scaled = g.node("Div", [super().logits(x, "/lm_head/capped/output_0"), limit], "/lm_head/Div/output_0")
        return g.node("Mul", [g.node("Tanh", [scaled], "/lm_head/Tanh/output_0"), limit], output)

    def window(self, layer):
        return self.config.sliding_window if self.config.layer_types[layer] == "sliding_attention" else None

    def theta(self, layer):
        by_kind = self.config.rope_parameters
        return by_kind.get(self.config.layer_types[layer], by_kind)["rope_theta"]
