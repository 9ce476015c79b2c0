"""One small model with random weights for each family, built by Hugging Face transformers.

Sizes are chosen so that no two axes of a tensor are of one length by chance: width 40, MLP 28, 3 layers, 4 heads, 2 key
heads, vocabulary 99, 24 tokens read. Where the family lets the head size be chosen it is 16 (so that the heads
together are wider than the model), else 40 / 4 = 10. Windows of 8 are shorter than what is read.
"""

import torch
import transformers
from torch import nn

WIDTH, MLP, LAYERS, HEADS, KEY_HEADS, VOCABULARY, CONTEXT, WINDOW = 40, 28, 3, 4, 2, 99, 64, 8
LOCAL_GLOBAL = ["sliding_attention", "full_attention", "sliding_attention"]

SPECIAL = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, "vocab_size": VOCABULARY}
HIDDEN = {"hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS}
PLAIN = {**SPECIAL, **HIDDEN, "intermediate_size": MLP, "max_position_embeddings": CONTEXT}
GROUPED = {**PLAIN, "num_key_value_heads": KEY_HEADS}
WIDE_HEADS = {**GROUPED, "head_dim": 16}
OPT = {**SPECIAL, **HIDDEN, "ffn_dim": MLP, "max_position_embeddings": CONTEXT}
EXPERTS = {"num_local_experts": 3, "num_experts_per_tok": 2, "experts_implementation": "batched_mm"}

# Family: configuration class, and what differs from its defaults. The place is the seed: a new one goes to the end.
FAMILIES = {
    "llama": ("LlamaConfig", WIDE_HEADS),
    "mistral": ("MistralConfig", {**WIDE_HEADS, "sliding_window": WINDOW}),
    "qwen2": ("Qwen2Config", {**GROUPED, "tie_word_embeddings": True}),
    "qwen3": ("Qwen3Config", {**WIDE_HEADS, "tie_word_embeddings": True}),
    "gemma2": (
        "Gemma2Config",
        {
            **WIDE_HEADS, "sliding_window": WINDOW, "layer_types": LOCAL_GLOBAL, "query_pre_attn_scalar": 12,
            "attn_logit_softcapping": 3.0, "final_logit_softcapping": 5.0,
        },
    ),
    "gemma3": ("Gemma3TextConfig", {**WIDE_HEADS, "sliding_window": WINDOW, "layer_types": LOCAL_GLOBAL}),
    "phi": ("PhiConfig", {**PLAIN, "partial_rotary_factor": 0.4}),
    "phi3": ("Phi3Config", {**GROUPED, "original_max_position_embeddings": CONTEXT}),
    "smollm3": ("SmolLM3Config", {**GROUPED, "no_rope_layers": [1, 0, 1]}),
    "gpt2": (
        "GPT2Config",
        {**SPECIAL, "n_embd": WIDTH, "n_inner": MLP, "n_layer": LAYERS, "n_head": HEADS, "n_positions": CONTEXT},
    ),
    "gptneox": ("GPTNeoXConfig", {**PLAIN, "rotary_pct": 0.4}),
    "gptneo": (
        "GPTNeoConfig",
        {
            **SPECIAL, "hidden_size": WIDTH, "intermediate_size": MLP, "num_layers": LAYERS, "num_heads": HEADS,
            "attention_types": [[["local", "global", "local"], 1]], "window_size": WINDOW,
            "max_position_embeddings": CONTEXT,
        },
    ),
    "opt": ("OPTConfig", {**OPT, "word_embed_proj_dim": WIDTH}),
    "opt-post": ("OPTConfig", {**OPT, "word_embed_proj_dim": 24, "do_layer_norm_before": False}),
    "falcon": ("FalconConfig", {**SPECIAL, **HIDDEN, "ffn_hidden_size": MLP, "max_position_embeddings": CONTEXT}),
    "bloom": (
        "BloomConfig",
        {**SPECIAL, "hidden_size": WIDTH, "n_layer": LAYERS, "n_head": HEADS, "seq_length": CONTEXT},
    ),
    "granite": (
        "GraniteConfig",
        {
            **GROUPED, "embedding_multiplier": 3.0, "residual_multiplier": 0.7, "attention_multiplier": 0.4,
            "logits_scaling": 2.0,
        },
    ),
    "olmo2": ("Olmo2Config", GROUPED),
    "gpt-oss": (
        "GptOssConfig",
        {
            **WIDE_HEADS, **EXPERTS, "intermediate_size": 20, "sliding_window": WINDOW, "layer_types": LOCAL_GLOBAL,
            "rope_parameters": {
                "rope_type": "yarn", "rope_theta": 10000.0, "factor": 2.0, "beta_fast": 32.0, "beta_slow": 1.0,
                "truncate": False, "original_max_position_embeddings": CONTEXT // 2,
            },
        },
    ),
    "mixtral": ("MixtralConfig", {**GROUPED, **EXPERTS, "intermediate_size": 20}),
    "olmo": ("OlmoConfig", {**GROUPED, "clip_qkv": 1.5}),
    "bigcode": (
        "GPTBigCodeConfig",
        {**SPECIAL, "n_embd": WIDTH, "n_inner": MLP, "n_layer": LAYERS, "n_head": HEADS, "n_positions": CONTEXT},
    ),
}  # fmt: skip


def make_model(family, attention="eager"):
    """In float32, with the same weights on every call; `attention` as transformers names implementations."""
    class_name, settings = FAMILIES[family]
    config = getattr(transformers, class_name)(**settings)
    torch.manual_seed(0)
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation=attention).eval()
    model.config.architectures = [type(model).__name__]
    if "experts_implementation" in settings:  # The default loops over experts in Python, which no exporter can follow.
        model.set_experts_implementation(settings["experts_implementation"])
    randomize(model, seed=list(FAMILIES).index(family))
    return model


@torch.no_grad()
def randomize(model, seed):
    """Weights large enough that attention is far from uniform and every bias and norm scale leaves its mark."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if "bias" in name:
            weight.copy_(0.1 * noise)
        elif weight.dim() == 1:  # Scales of norms: around one, or around zero where the family adds one.
            weight.add_(0.2 * noise)
        else:
            is_embedding = any(part in name for part in ("embed", "wte", "wpe", "lm_head"))
            is_query = any(part in name for part in ("q_proj", "k_proj", "qkv", "query_key_value", "c_attn"))
            weight.copy_(noise * (0.5 if is_embedding else 0.25 if is_query else 0.15))


def blocks(model):
    """The transformer's blocks, in order."""
    return next(part for part in model.modules() if isinstance(part, nn.ModuleList) and len(part) == LAYERS)
