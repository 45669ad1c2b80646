namespace Grokking.Training.Tests;

public sealed class ReadBudgetTests
{
    [Theory]
    [InlineData(0, 48_000_000)]
    [InlineData(1_000_000, 55_000_000)]
    [InlineData(long.MaxValue, 256_000_000)]
    public void Charge_GrowsWithTheFileUpToAnEnd(long length, long allowed)
    {
        var budget = new ReadBudget("a.pt", length);

        budget.Charge(allowed);

        var error = Assert.Throws<InvalidDataException>(() => budget.Charge(1, "byte 7"));
        Assert.Equal(
            $"a.pt: it unpacks, repeats or nests to more than {allowed / 1_000_000} MB, the most that reading a file of {length} "
            + "bytes may take beside its tensors (byte 7).", error.Message);
    }
}
