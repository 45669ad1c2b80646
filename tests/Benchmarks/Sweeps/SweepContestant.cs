namespace Grokking.Benchmarks;

/// <summary>One way to carry runs out.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Runs">How many runs it carries out.</param>
/// <param name="Train">Carries them out, each in a folder below the given one; returns their rate without waiting for a core, or
/// NaN.</param>
internal sealed record SweepContestant(string Name, int Runs, Func<string, double> Train)
{
    /// <summary>What was measured, round by round.</summary>
    public List<SweepTiming> Results { get; } = [];
}
