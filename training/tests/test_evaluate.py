"""Figures against values worked out otherwise, and exported graphs against transformers. Needs torch; parts need transformers and onnxruntime."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

if importlib.util.find_spec('torch') is None:
    raise unittest.SkipTest('torch is not installed')

import torch

from pocket import config, folder
from pocket.copying import attention_weights, induction
from pocket.evaluate import compare, mcnemar
from pocket.microworld.problem import held_out
from pocket.microworld.tasks import FAMILIES
from pocket.model import Llama, initialise
from pocket.questions import log_probabilities, questions, up_to_answer

SMALL = config.Shape(vocabulary=97, width=48, layers=2, heads=4, key_heads=2, head_size=16, feed_forward=64, context=80)
HAVE = {name: importlib.util.find_spec(name) is not None for name in ('transformers', 'onnxruntime', 'onnx')}


def small_model() -> Llama:
    model = Llama(SMALL)
    initialise(model, 5)
    with torch.no_grad():
        model.embed_tokens.weight.mul_(20)
    return model.eval().requires_grad_(False)


class FiguresTest(unittest.TestCase):
    def test_log_probabilities_are_summed_over_the_second_part(self) -> None:
        model = small_model()
        draw = torch.Generator().manual_seed(0)
        pairs = [
            tuple(torch.randint(6, 97, (size,), generator=draw).tolist() for size in sizes) for sizes in ((3, 5), (20, 1), (1, 9), (2, 0))
        ]
        found = log_probabilities(model, pairs, rows_at_once=2)
        for (before, after), one in zip(pairs, found, strict=True):
            logs = torch.log_softmax(model.logits(model(torch.tensor([before + after]))), -1)[0]
            expected = sum(logs[len(before) + place - 1, token].item() for place, token in enumerate(after))
            self.assertAlmostEqual(one, expected, places=3)

    def test_thoughts_go_up_to_their_end(self) -> None:
        self.assertEqual(up_to_answer([8, 9, 5, 10, 5]), [8, 9, 5])
        self.assertEqual(up_to_answer([8, 9]), [8, 9, 5])

    def test_questions_are_held_out_differ_and_stay_the_same(self) -> None:
        for name in ('addition', 'zh_location', 'unknown_person'):
            found = questions(name, 50)
            self.assertEqual(len({one.question for one in found}), 50)
            self.assertEqual([one.question for one in found], [one.question for one in questions(name, 50)])
            self.assertFalse(FAMILIES[name].memorised)
            self.assertTrue(all(held_out(*one.key) for one in found))

    def test_mcnemar(self) -> None:
        for (first, second), expected in {
            ('1111111110', '0000000001'): (9, 1, 22 / 1024),
            ('10', '10'): (0, 0, 1.0),
            ('10', '01'): (1, 1, 1.0),
            ('11111111', '00000000'): (8, 0, 2 / 256),
        }.items():
            self.assertEqual(mcnemar(first, second), expected)

    def test_comparison_is_of_reasoning_families_that_both_have(self) -> None:
        def figures(model: str, flags: dict[str, str]) -> dict:
            families = [{'family': name, 'reasoning': FAMILIES[name].reasoning, 'right': {'thinking': one}} for name, one in flags.items()]
            return {'model': model, 'families': families}

        text = compare(
            figures('b', {'addition': '1110', 'sort': '11', 'identity': '11'}), figures('a', {'addition': '1000', 'identity': '00'})
        )
        self.assertIn('| addition | 0.750 | 0.250 | 2 | 0 | 0.5 |', text)
        self.assertIn('| all | 0.750 | 0.250 | 2 | 0 | 0.5 |', text)
        self.assertNotIn('sort', text)
        self.assertNotIn('identity', text)


class InductionTest(unittest.TestCase):
    def test_score_of_heads_that_look_where_they_are_told(self) -> None:
        """Weights are put in the place of the model's: one head looks one token past the earlier copy, another at itself."""
        model = small_model()
        length = 64

        def made(_model: Llama, ids: torch.Tensor) -> list[torch.Tensor]:
            total = ids.shape[1]
            weights = torch.zeros(len(ids), 2, total, total)
            weights[:, 0] = torch.eye(total)
            for query in range(total):
                weights[:, 1, query, max(0, query - (length - 1))] = 1
            return [weights]

        with unittest.mock.patch('pocket.copying.attention_weights', made):
            self.assertEqual(induction(model)['scores'], [[0.0, 1.0]])

    @unittest.skipUnless(HAVE['transformers'], 'transformers is not installed')
    def test_attention_weights_are_those_of_transformers(self) -> None:
        from transformers import LlamaConfig, LlamaForCausalLM

        model = small_model()
        theirs = LlamaForCausalLM(LlamaConfig(**folder.hugging_face_config(SMALL, torch.float32), attn_implementation='eager')).eval()
        theirs.load_state_dict(folder.weights_of(model), strict=False)
        ids = torch.randint(6, 97, (2, 40), generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            expected = theirs(ids, output_attentions=True).attentions
        for ours, other in zip(attention_weights(model, ids), expected, strict=True):
            torch.testing.assert_close(ours, other, atol=1e-5, rtol=1e-4)


@unittest.skipUnless(all(HAVE.values()), 'transformers, onnx or onnxruntime is not installed')
class ExportTest(unittest.TestCase):
    def test_a_folder_is_whole_and_its_graph_gives_the_logits_of_transformers(self) -> None:
        from pocket.export import export

        with tempfile.TemporaryDirectory() as place:
            stage, out = Path(place) / 'base', Path(place) / 'pocket-base'
            stage.mkdir()
            for name in folder.TOKENIZER_FILES:
                (stage / name).write_text('{}')
            model = small_model()
            folder.save(model, stage, tokenizer=stage)  # Copies the tokenizer’s files onto themselves.
            self.assertLess(export(stage, out, None), 1e-4)
            self.assertIn('# pocket-base', (out / 'README.md').read_text())
            self.assertEqual(folder.read_shape(out), SMALL)
            rounded = folder.load(out)
            for weight, one in zip(model.parameters(), rounded.parameters(), strict=True):
                self.assertTrue(torch.equal(one, weight.half().float()))
            self.assertLess((out / 'model.onnx').stat().st_size, 100_000, 'the weights are in one file only')


if __name__ == '__main__':
    unittest.main()
