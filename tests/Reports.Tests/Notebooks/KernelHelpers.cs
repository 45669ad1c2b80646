namespace Grokking.Reports.Tests;

/// <summary>What a cell may call without saying where it is from.</summary>
public sealed class KernelHelpers
{
    private readonly List<object?> displayed = [];

    /// <summary>What was displayed, in order.</summary>
    internal IReadOnlyList<object?> Displayed => displayed;

    /// <summary>What the kernel calls so.</summary>
    public void display(object? value) => displayed.Add(value);
}
