using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>Float32 values on the host that a device tensor is copied to and from; the array is the tensor's memory.</summary>
internal sealed class HostBuffer : IDisposable
{
    private readonly float[] values;
    private readonly torch.Tensor tensor;

    /// <summary>Makes room for <paramref name="count"/> values.</summary>
    public HostBuffer(int count)
    {
        values = new float[count];
        tensor = torch.frombuffer(values, torch.float32).DetachFromDisposeScope();
    }

    /// <summary>Waits for the device and copies a tensor [count] out.</summary>
    public void Read(torch.Tensor source, Span<float> target)
    {
        Require.That(target.Length == values.Length, $"expected room for {values.Length} values, got {target.Length}.", nameof(target));
        tensor.copy_(source);
        values.CopyTo(target);
    }

    /// <summary>Copies values into a tensor [count].</summary>
    public void Write(ReadOnlySpan<float> source, torch.Tensor target)
    {
        source.CopyTo(values);
        target.copy_(tensor);
    }

    /// <summary>Frees the tensor.</summary>
    public void Dispose() => tensor.Dispose();
}
