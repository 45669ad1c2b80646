namespace Grokking.Training;

/// <summary>A value of a torch file: a <see cref="TorchTensor"/>, <see cref="TorchDict"/>, <see cref="TorchList"/> or
/// <see cref="TorchScalar"/>.</summary>
public abstract record TorchValue
{
    private protected TorchValue()
    {
    }
}
