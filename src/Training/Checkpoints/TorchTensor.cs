namespace Grokking.Training;

/// <summary>A tensor of a torch file.</summary>
/// <param name="Values">The values, row-major whatever the file's strides. Tensors that share a storage in the file may share
/// memory here too, so clone before writing.</param>
/// <param name="ElementType">The file's number type in PyTorch's words, for example <c>float16</c>; the values are converted to
/// float32.</param>
public sealed record TorchTensor(Tensor Values, string ElementType) : TorchValue;
