"""Graphs with fused operators, in the layout in which they are published (onnx-community, onnxruntime-genai).

For models of Llama's kind. The constants are the model's own weights, so the reference of the family holds for them.
"""

from functools import cached_property, partial

import numpy as np
from onnx import TensorProto, helper

from graph_builder import GraphBuilder
from models import CONTEXT, HEADS, KEY_HEADS, LAYERS, make_model


def gqa(family, dtype=np.float32, packed=False, rotary_inside=True):
    """GroupQueryAttention; `packed`: from one product; with the rotary embedding inside it or in front."""
    attention = partial(group_query_attention, packed=packed, rotary_inside=rotary_inside)
    return Decoder(make_model(family), GraphBuilder(dtype)).build(attention, takes_positions=not rotary_inside)


def mha(family):
    """MultiHeadAttention, which has no key heads: their weights are repeated, and the cache is wide."""
    return Decoder(make_model(family), GraphBuilder(), key_heads=HEADS).build(
        multi_head_attention, takes_positions=True
    )


def standard(family):
    """Operators of ONNX opset 23 alone: Attention, RotaryEmbedding, RMSNormalization."""
    return Decoder(make_model(family), GraphBuilder()).build(standard_attention, takes_positions=True, opset=23)


def keeping(family):
    """With the input that says how many last rows of logits are wanted; 0 for all."""
    return KeepingDecoder(make_model(family), GraphBuilder()).build(group_query_attention)


class Decoder:
    """Llama's build; what others of its kind do in another way is a method of its own."""

    def __init__(self, model, graph, key_heads=KEY_HEADS):
        self.graph, self.config, self.key_heads = graph, model.config, key_heads
        self.head_size = model.config.head_dim
        self.scale, self.softcap = float(self.head_size**-0.5), 0.0
        self.weights = {name: weight.detach().numpy() for name, weight in model.state_dict().items()}

    def build(self, attention, takes_positions=False, opset=21):
        """`attention(decoder, layer, x)` gives the heads' output, before the output projection."""
        self.opset = opset
        _, x = self.add_and_norm("model.norm", *self.blocks(attention), is_last=True)
        self.logits(x, "logits")
        return self.graph.model(self.key_heads, self.head_size, opset, takes_positions)

    def embedding(self):
        table = self.graph.constant("model.embed_tokens.weight", self.weights["model.embed_tokens.weight"])
        return self.graph.node("Gather", [table, "input_ids"], "/model/embed_tokens/Gather/output_0")

    def logits(self, x, output):
        return self.graph.product("lm_head", x, self.weights["lm_head.weight"].T, output=output)

    def blocks(self, attention):
        """The residual stream after the blocks, and what the last of them still adds to it."""
        stream, branch = self.embedding(), None
        for layer in range(LAYERS):
            place = f"model.layers.{layer}"
            stream, x = self.add_and_norm(f"{place}.input_layernorm", stream, branch)
            branch = self.linear(f"{place}.self_attn.o_proj", attention(self, layer, x))
            stream, x = self.add_and_norm(f"{place}.post_attention_layernorm", stream, branch)
            branch = self.mlp(f"{place}.mlp", x)
        return stream, branch

    def linear(self, place, x):
        return self.graph.product(place, x, self.weights[f"{place}.weight"].T, self.weights.get(f"{place}.bias"))

    def add_and_norm(self, place, stream, branch, is_last=False):
        """The residual stream with `branch` added to it, and its norm. The last sum stays inside a fused operator."""
        g, path, epsilon = self.graph, "/" + place.replace(".", "/"), self.config.rms_norm_eps
        scale = g.constant(f"{place}.weight", self.weights[f"{place}.weight"])
        if self.opset >= 23:
            if branch:
                stream = g.node("Add", [stream, branch], f"{path}/Add/output_0")
            return stream, g.node("RMSNormalization", [stream, scale], f"{path}/RMSNorm/output_0", epsilon=epsilon)
        if not branch:
            return stream, self.norm(place, stream)
        outputs = [f"{path}/SkipLayerNorm/output_0", *([] if is_last else ["", "", f"{path}/SkipLayerNorm/output_3"])]
        g.fused("SkipSimplifiedLayerNormalization", [stream, branch, scale], outputs, epsilon=epsilon)
        return outputs[-1], outputs[0]

    def mlp(self, place, x):
        g, path = self.graph, "/" + place.replace(".", "/")
        gate, up = self.linear(f"{place}.gate_proj", x), self.linear(f"{place}.up_proj", x)
        product = g.node("Mul", [self.activation(path, gate), up], f"{path}/Mul/output_0")
        return self.linear(f"{place}.down_proj", product)

    def activation(self, path, gate):
        sigmoid = self.graph.node("Sigmoid", [gate], f"{path}/act_fn/Sigmoid/output_0")
        return self.graph.node("Mul", [gate, sigmoid], f"{path}/act_fn/Mul/output_0")

    def query_key_value(self, layer, x, repeat=1):
        """The three projections: each head of keys and values `repeat` times; queries and keys normed as in Qwen 3."""
        place = f"model.layers.{layer}.self_attn"
        names = [f"{place}.{part}_proj" for part in "qkv"]
        results = []
        for name in names:
            weight = self.weights[f"{name}.weight"]
            if not name.endswith("q_proj"):
                heads = weight.reshape(KEY_HEADS, self.head_size, -1)
                weight = heads.repeat(repeat, axis=0).reshape(-1, weight.shape[1])
            results.append(self.graph.product(name, x, weight.T))
        for i, part in enumerate("qk"):
            if f"{place}.{part}_norm.weight" in self.weights:
                results[i] = self.head_norm(f"{place}.{part}_norm", results[i])
        return results

    def head_norm(self, place, x):
        g, path = self.graph, "/" + place.replace(".", "/")
        heads = g.constant("/model/constants/heads", np.array([0, 0, -1, self.head_size]))
        split = g.node("Reshape", [x, heads], f"{path}/Reshape_1/output_0")
        normed = self.norm(place, split)
        flat = g.constant("/model/constants/flat", np.array([0, 0, -1]))
        return g.node("Reshape", [normed, flat], f"{path}/Reshape_2/output_0")

    def norm(self, place, x):
        scale = self.graph.constant(f"{place}.weight", self.weights[f"{place}.weight"])
        settings = {"axis": -1, "epsilon": self.config.rms_norm_eps, "stash_type": 1}
        output = "/" + place.replace(".", "/") + "/LayerNorm/output_0"
        return self.graph.node("SimplifiedLayerNormalization", [x, scale], output, **settings)

    def window(self, layer):
        return getattr(self.config, "sliding_window", None)

    def theta(self, layer):
        return self.config.rope_parameters["rope_theta"]

    def rotary_tables(self, layer):
        theta = self.theta(layer)
        angles = np.arange(CONTEXT)[:, None] / theta ** (np.arange(0, self.head_size, 2) / self.head_size)
        tables = {f"cos_cache_{theta:.0f}": np.cos(angles), f"sin_cache_{theta:.0f}": np.sin(angles)}
        return [self.graph.constant(name, table) for name, table in tables.items()]

    def rotary(self, layer, part, x, heads):
        tables = self.rotary_tables(layer)
        path = f"/model/layers.{layer}/attn/{part}_rotary/RotaryEmbedding/output_0"
        if self.opset >= 23:
            return self.graph.node("RotaryEmbedding", [x, *tables, "position_ids"], path, num_heads=heads)
        return self.graph.fused("RotaryEmbedding", [x, "position_ids", *tables], path, num_heads=heads, interleaved=0)

    @cached_property
    def lengths(self):
        """GroupQueryAttention's own form of the mask: index of the last key, and the number of keys."""
        g, path = self.graph, "/model/attn_mask_reformat"
        axis = g.constant("/model/constants/axis", np.array([1]))
        count = g.node("ReduceSum", ["attention_mask", axis], f"{path}/ReduceSum/output_0", keepdims=0)
        last = g.node("Sub", [count, axis], f"{path}/Sub/output_0")
        shape = g.node("Shape", ["attention_mask"], f"{path}/Shape/output_0")
        one = g.constant("/model/constants/one", np.array(1))
        total = g.node("Gather", [shape, one], f"{path}/Gather/output_0", axis=0)
        return [
            g.node("Cast", [x], f"{path}/{name}/Cast/output_0", to=TensorProto.INT32)
            for x, name in ((last, "Sub"), (total, "Gather"))
        ]

    @cached_property
    def causal_bias(self):
        """[1, 1, S, T]: zero where a query sees a key, else the lowest number."""
        g, path = self.graph, "/model/attn_bias"
        zero, one = g.constant("/model/constants/zero", np.array(0)), g.constant("/model/constants/one", np.array(1))
        axis = g.constant("/model/constants/axis", np.array([1]))
        shapes = [g.node("Shape", [name], f"{path}/{name}/output_0") for name in ("attention_mask", "input_ids")]
        total, queries = (g.node("Gather", [shape, one], f"{shape}/length", axis=0) for shape in shapes)
        keys = g.node("Range", [zero, total, one], f"{path}/keys/Range/output_0")
        start = g.node("Sub", [total, queries], f"{path}/Sub/output_0")
        rows = g.node("Range", [start, total, one], f"{path}/rows/Range/output_0")
        column = g.node("Unsqueeze", [rows, axis], f"{path}/Unsqueeze/output_0")
        seen = g.node("LessOrEqual", [keys, column], f"{path}/LessOrEqual/output_0")
        choices = [
            g.constant(f"/model/constants/{name}", np.array(x, np.float32))
            for name, x in (("seen", 0), ("hidden", -3e38))
        ]
        bias = g.node("Where", [seen, *choices], f"{path}/Where/output_0")
        return g.node("Unsqueeze", [bias, g.constant("/model/constants/axes", np.array([0, 1]))], f"{path}/output_0")


class KeepingDecoder(Decoder):
    def logits(self, x, output):
        g, wanted = self.graph, "num_logits_to_keep"
        g.more_inputs.append(helper.make_tensor_value_info(wanted, TensorProto.INT64, []))
        axis = g.constant("/model/constants/axis", np.array([1]))
        start = g.node("Neg", [wanted], "/model/kept/Neg/output_0")
        first = g.constant("/model/constants/first", np.array([0]))
        start = g.node("Unsqueeze", [start, first], "/model/kept/Unsqueeze/output_0")
        end = g.constant("/model/constants/end", np.array([np.iinfo(np.int64).max]))
        return super().logits(g.node("Slice", [x, start, end, axis], "/model/kept/Slice/output_0"), output)


def cache_names(layer):
    return [[f"{side}.{layer}.{part}" for part in ("key", "value")] for side in ("past_key_values", "present")]


def group_query_attention(decoder, layer, x, packed=False, rotary_inside=True):
    g, (past, present) = decoder.graph, cache_names(layer)
    if packed:
        names = [f"model.layers.{layer}.self_attn.{part}_proj.weight" for part in "qkv"]
        weight = np.concatenate([decoder.weights[name] for name in names])
        query, key, value = g.product(f"model.layers.{layer}.attn.qkv_proj", x, weight.T), "", ""
    else:
        query, key, value = decoder.query_key_value(layer, x)
    tables = decoder.rotary_tables(layer) if rotary_inside else []
    if not rotary_inside:
        query, key = decoder.rotary(layer, "q", query, HEADS), decoder.rotary(layer, "k", key, KEY_HEADS)
    return g.fused(
        "GroupQueryAttention",
        [query, key, value, *past, *decoder.lengths, *tables],
        [f"/model/layers.{layer}/attn/GroupQueryAttention/output_0", *present],
        num_heads=HEADS, kv_num_heads=KEY_HEADS, scale=decoder.scale, softcap=decoder.softcap,
        do_rotary=int(rotary_inside), rotary_interleaved=0,
        local_window_size=decoder.window(layer) or -1,
    )  # fmt: skip


def multi_head_attention(decoder, layer, x):
    g, (past, present) = decoder.graph, cache_names(layer)
    query, key, value = decoder.query_key_value(layer, x, repeat=HEADS // KEY_HEADS)
    query, key = decoder.rotary(layer, "q", query, HEADS), decoder.rotary(layer, "k", key, HEADS)
    return g.fused(
        "MultiHeadAttention",
        [query, key, value, "", "", decoder.causal_bias, *past],
        [f"/model/layers.{layer}/attn/MultiHeadAttention/output_0", *present],
        num_heads=HEADS, scale=decoder.scale,
    )  # fmt: skip


def standard_attention(decoder, layer, x):
    g, (past, present) = decoder.graph, cache_names(layer)
    query, key, value = decoder.query_key_value(layer, x)
    query, key = decoder.rotary(layer, "q", query, HEADS), decoder.rotary(layer, "k", key, KEY_HEADS)
    return g.node(
        "Attention",
        [query, key, value, decoder.causal_bias, *past],
        [f"/model/layers.{layer}/attn/Attention/output_0", *present],
        q_num_heads=HEADS, kv_num_heads=KEY_HEADS, scale=decoder.scale,
    )  # fmt: skip
