namespace Grokking.Training.Torch.Tests;

/// <summary>Tests that run one after the other: they count the process's tensors and read its memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneByOne
{
    public const string Name = "torch";
}
