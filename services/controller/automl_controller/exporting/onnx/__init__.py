"""A model as one ONNX graph, from raw columns to the answer: for programs without Python."""
