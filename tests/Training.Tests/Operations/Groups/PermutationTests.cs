namespace Grokking.Training.Tests;

public sealed class PermutationTests
{
    [Theory]
    [InlineData("0 1 2 3", "()", 1)]
    [InlineData("1 0 2 3", "(0 1)", -1)]
    [InlineData("2 0 1 4 3", "(0 2 1)(3 4)", -1)]
    [InlineData("1 2 3 4 0", "(0 1 2 3 4)", 1)]
    public void Notation_IsByCycles(string images, string cycles, int sign)
    {
        var permutation = new Permutation([.. images.Split(' ').Select(int.Parse)]);

        Assert.Equal((cycles, sign), (permutation.CycleNotation, permutation.Sign));
        Assert.Equal(images.Replace(" ", "", StringComparison.Ordinal), permutation.OneLine);
    }

    [Fact]
    public void Then_AppliesTheFirstFirst()
    {
        var product = new Permutation(1, 0, 2).Then(new Permutation(0, 2, 1));

        Assert.Equal(new Permutation(2, 0, 1), product);
    }

    [Fact]
    public void FixedSets_AreThoseThatAreMappedToThemselves()
    {
        foreach (var permutation in PermutationGroups.Symmetric(6).Permutations!)
        {
            for (var size = 1; size <= 3; size++)
            {
                var sets = from mask in Enumerable.Range(0, 64)
                           where int.PopCount(mask) == size && Image(mask) == mask
                           select mask;
                Assert.Equal(sets.Count(), permutation.FixedSets(size));
            }

            int Image(int mask) => Enumerable.Range(0, 6).Where(i => (mask >> i & 1) == 1).Sum(i => 1 << permutation.Images[i]);
        }
    }

    [Fact]
    public void Images_ThatMissAPoint_AreRefused() =>
        Assert.Contains(
            "expected each of 0 to 2 once, got 0 2 2",
            Assert.Throws<ArgumentException>(() => new Permutation(0, 2, 2)).Message,
            StringComparison.Ordinal);
}
