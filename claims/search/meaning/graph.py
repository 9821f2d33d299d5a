"""The sentence encoder as an ONNX graph, built from the weights that a package carries.

all-MiniLM-L6-v2 is a BERT of 6 layers (Devlin et al., 2019) whose token vectors are averaged and
brought to length 1 (Reimers and Gurevych, "Sentence-BERT", 2019). Building it here takes neither
torch nor a network. Weights are then held as whole numbers of 8 bits, a quarter of the size.
"""

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

OPSET = 17
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12

Tensors = Mapping[str, "np.ndarray[Any, Any]"]


def build(weights: Path, target: Path, *, sha256: str) -> None:
    """Write the graph of the encoder with the weights of the safetensors file ``weights``.

    Its inputs are ``ids`` and ``mask`` (texts by tokens), its output ``vectors``, one a text.
    Raises ``ValueError`` for other weights than those that ``sha256`` names.
    """
    content = weights.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{weights} does not hold the weights that its authors published.")
    exact = target.with_suffix(f".{os.getpid()}.exact")
    small = target.with_suffix(f".{os.getpid()}.small")
    onnx.save(_Graph(read_tensors(content)).model(), exact)
    told = logging.root.manager.disable
    # It thinks aloud, of every single node.
    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(exact, small, weight_type=QuantType.QInt8)
        # Whole or not at all, whoever else builds it at the same moment.
        small.replace(target)
    finally:
        logging.disable(told)
        exact.unlink()


def read_tensors(content: bytes) -> Tensors:
    """Return the tensors of a safetensors file by name (its format: huggingface/safetensors)."""
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    tensors = {}
    for name, told in header.items():
        if name != "__metadata__" and told["dtype"] == "F32":
            start, end = (8 + size + offset for offset in told["data_offsets"])
            tensors[name] = np.frombuffer(content[start:end], "<f4").reshape(told["shape"])
    return tensors


class _Graph:
    """Gathers nodes and constants, each step returning the name of what it makes."""

    def __init__(self, tensors: Tensors) -> None:
        self.tensors = tensors
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, values: Any, kind: Any = np.float32) -> str:
        if name not in self.constants:
            array = np.ascontiguousarray(values, dtype=kind)
            self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.tensors[name])

    def dense(self, values: str, name: str) -> str:
        """Return values · weightᵀ + bias."""
        turned = self.constant(f"{name}.turned", self.tensors[f"{name}.weight"].T)
        return self.node("Add", self.node("MatMul", values, turned), self.weight(f"{name}.bias"))

    def normal(self, values: str, name: str) -> str:
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.node("LayerNormalization", values, scale, shift, epsilon=EPSILON, axis=-1)

    def heads(self, values: str, order: list[int]) -> str:
        shape = self.constant("by_heads", [0, 0, HEADS, WIDTH // HEADS], np.int64)
        return self.node("Transpose", self.node("Reshape", values, shape), perm=order)

    def embedded(self) -> str:
        """Return the sum of word, place and kind of each token."""
        names = "embeddings.{}_embeddings.weight"
        words = self.node("Gather", self.weight(names.format("word")), "ids")
        length = self.node("Slice", self.node("Shape", "ids"), *self.bounds(1, 2))
        zero = self.constant("zero", [0], np.int64)
        places = self.node("Slice", self.weight(names.format("position")), zero, length)
        kind = self.constant("kind", self.tensors[names.format("token_type")][0])
        summed = self.node("Add", self.node("Add", words, places), kind)
        return self.normal(summed, "embeddings.LayerNorm")

    def bounds(self, start: int, end: int) -> tuple[str, str]:
        return (
            self.constant(f"from_{start}", [start], np.int64),
            self.constant(f"to_{end}", [end], np.int64),
        )

    def layer(self, values: str, number: int, bias: str) -> str:
        name = f"encoder.layer.{number}"
        asked = self.heads(self.dense(values, f"{name}.attention.self.query"), [0, 2, 1, 3])
        keys = self.heads(self.dense(values, f"{name}.attention.self.key"), [0, 2, 3, 1])
        held = self.heads(self.dense(values, f"{name}.attention.self.value"), [0, 2, 1, 3])
        scale = self.constant("scale", (WIDTH // HEADS) ** -0.5)
        scores = self.node("Mul", self.node("MatMul", asked, keys), scale)
        shares = self.node("Softmax", self.node("Add", scores, bias), axis=-1)
        seen = self.node("Transpose", self.node("MatMul", shares, held), perm=[0, 2, 1, 3])
        flat = self.node("Reshape", seen, self.constant("whole", [0, 0, WIDTH], np.int64))
        told = self.dense(flat, f"{name}.attention.output.dense")
        summed = self.node("Add", told, values)
        values = self.normal(summed, f"{name}.attention.output.LayerNorm")
        wide = self.gelu(self.dense(values, f"{name}.intermediate.dense"))
        summed = self.node("Add", self.dense(wide, f"{name}.output.dense"), values)
        return self.normal(summed, f"{name}.output.LayerNorm")

    def gelu(self, values: str) -> str:
        """Return x · (1 + erf(x / √2)) / 2."""
        bent = self.node("Erf", self.node("Mul", values, self.constant("root", 0.5**0.5)))
        raised = self.node("Add", bent, self.constant("one", 1.0))
        halved = self.node("Mul", values, self.constant("half", 0.5))
        return self.node("Mul", halved, raised)

    def model(self) -> Any:
        """Return the whole: embedding, layers, the mean of what is no padding, length 1."""
        mask = self.node("Cast", "mask", to=TensorProto.FLOAT)
        hidden = self.node("Sub", mask, self.constant("one", 1.0))
        wide = self.node("Unsqueeze", hidden, self.constant("axes", [1, 2], np.int64))
        bias = self.node("Mul", wide, self.constant("far", 10_000.0))
        values = self.embedded()
        for number in range(LAYERS):
            values = self.layer(values, number, bias)
        last = self.constant("last", [2], np.int64)
        kept = self.node("Mul", values, self.node("Unsqueeze", mask, last))
        first = self.constant("first", [1], np.int64)
        mean = self.node("ReduceSum", kept, first, keepdims=0)
        length = self.node("ReduceL2", mean, axes=[1], keepdims=1)
        self.nodes.append(helper.make_node("Div", [mean, length], ["vectors"]))
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("ids", "mask")
        ]
        output = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])
        graph = helper.make_graph(
            self.nodes, "encoder", inputs, [output], list(self.constants.values())
        )
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8
        )
