namespace Grokking.Fuzz.Tests;

[Trait("lane", "full")]
public sealed class FuzzerTests : IDisposable
{
    private readonly Fuzzer fuzzer = new();

    public void Dispose() => fuzzer.Dispose();

    /// <summary>A few seconds of what <c>tests/Fuzz</c> does for as long as it is let. Mutants that none would load, or that all
    /// would, would try nothing.</summary>
    [Fact]
    public void Run_OfTwoThousandMutants_EachLoadsOrIsRefusedAsDocumented()
    {
        var outcomes = fuzzer.Run(seed: 1, count: 2000).ToList();

        Assert.Empty(outcomes.Where(outcome => outcome.IsViolation)
            .Select(outcome => $"mutant {outcome.Index} of {outcome.Seed.Kind}: {outcome.Label}: {outcome.Message}"));
        Assert.All(Enum.GetValues<SeedKind>(), kind => Assert.Equal(
            [false, true],
            outcomes.Where(outcome => outcome.Seed.Kind == kind).Select(outcome => outcome.Label == "loads").Distinct().Order()));
    }

    [Fact]
    public void Run_WithTheSameSeed_MakesTheSameMutants()
    {
        List<byte[]> Mutants(int seed) => [.. fuzzer.Run(seed, 100).Select(outcome => outcome.Content)];

        Assert.Equal(Mutants(3), Mutants(3));
        Assert.NotEqual(Mutants(3), Mutants(4));
    }
}
