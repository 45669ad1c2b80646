namespace Grokking.Cli.Tests;

/// <summary>Tests that change the current folder run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone";
}
