namespace Grokking.Training.Tests;

public sealed class ModularOperationTests
{
    public static TheoryData<string> Ids => [.. ModularOperation.All.Select(kind => kind.Id)];

    [Theory]
    [InlineData("mod-add", 5, 9, 3)]
    [InlineData("mod-sub", 5, 9, 7)]
    [InlineData("mod-mul", 5, 9, 1)]
    [InlineData("mod-div", 5, 9, 3)] // 9·3 = 27 = 5
    [InlineData("mod-square-add", 5, 9, 1)]
    [InlineData("mod-cube-add", 5, 9, 2)]
    [InlineData("mod-squares", 5, 9, 7)]
    [InlineData("mod-quadratic", 5, 9, 8)]
    [InlineData("mod-quadratic-x", 5, 9, 2)]
    [InlineData("mod-cubic", 5, 9, 5)]
    [InlineData("mod-cubic-mixed", 5, 9, 0)]
    [InlineData("mod-odd-div", 5, 9, 3)]
    [InlineData("mod-odd-div", 5, 8, 8)]
    [InlineData("mod-even-add-mul", 5, 9, 1)]
    [InlineData("mod-even-add-mul", 4, 9, 2)]
    [InlineData("mod-even-add-sub", 5, 9, 7)]
    [InlineData("mod-even-add-sub", 4, 9, 2)]
    public void Answer_ModuloEleven_IsThatOfItsFormula(string id, int a, int b, int expected) =>
        Assert.Equal(expected, ModularOperation.Of(id, 11).Answer(a, b));

    [Theory, MemberData(nameof(Ids))]
    public void Answer_OfEveryPair_IsInRangeWhateverTheModulus(string id)
    {
        foreach (var p in new[] { 2, 3, 9, 97, BinaryOperation.LargestSize })
        {
            var operation = ModularOperation.Of(id, p);
            Assert.All(operation.Pairs, pair => Assert.InRange(operation.Answer(pair / p, pair % p), 0, p - 1));
        }
    }

    [Theory, MemberData(nameof(Ids))]
    public void Pairs_AreThoseWhereItIsDefined_EachOnce(string id)
    {
        var operation = ModularOperation.Of(id, 15);
        Assert.Equal(Enumerable.Range(0, 225).Where(pair => operation.IsDefined(pair / 15, pair % 15)), operation.Pairs.Order());
        Assert.Equal(operation.PairCount, operation.Pairs.Count);
    }

    [Fact]
    public void Pairs_OfDivisionBy97_AreTheOnesOfThePaper()
    {
        var division = ModularOperation.Of("mod-div", 97);
        Assert.Equal(9312, division.PairCount);
        Assert.All(division.Pairs, pair => Assert.Equal(pair / 97, division.Answer(pair / 97, pair % 97) * (pair % 97) % 97));
        Assert.Equal([0, 0], division.Pairs.Take(2).Select(pair => division.Answer(pair / 97, pair % 97)));
        Assert.Equal([1, 2], division.Pairs.Take(2).Select(pair => pair % 97));
    }

    [Fact]
    public void Pairs_OfDivisionAtOddOperands_LeaveOutOddZeros() =>
        Assert.DoesNotContain(ModularOperation.Of("mod-odd-div", 9).Pairs, pair => pair % 9 == 3);

    [Theory]
    [InlineData("mod-add", 12, 12)]
    [InlineData("mod-sub", 12, 12)]
    [InlineData("mod-mul", 97, 96)]
    [InlineData("mod-div", 97, 96)]
    [InlineData("mod-mul", 9, 6)]
    [InlineData("mod-div", 14, 6)]
    public void Algebra_OfAGroupInDisguise_TurnsItIntoAddition(string id, int p, int order)
    {
        var operation = ModularOperation.Of(id, p);
        var cyclic = Assert.IsType<Algebra.Cyclic>(operation.Algebra);
        Assert.Equal(order, cyclic.Order);
        Assert.All(Enumerable.Range(0, order * order), pair => Assert.Equal(
            cyclic.Answer[(pair / order + pair % order) % order],
            operation.Answer(cyclic.Left[pair / order], cyclic.Right[pair % order])));
        Assert.Equal(id == "mod-add", cyclic.IsPlain);
    }

    [Theory]
    [InlineData("mod-mul", 8)] // the units 1, 3, 5, 7 are no cyclic group
    [InlineData("mod-div", 15)]
    [InlineData("mod-mul", 2)]
    [InlineData("mod-squares", 97)]
    [InlineData("mod-cubic-mixed", 97)]
    [InlineData("mod-odd-div", 97)]
    public void Algebra_OfWhatIsNoCyclicGroup_IsNone(string id, int p) =>
        Assert.IsType<Algebra.None>(ModularOperation.Of(id, p).Algebra);

    [Fact]
    public void Create_OfAnUnknownId_NamesTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => OperationCatalogue.Create("mod-mull", 97));
        Assert.Contains("Did you mean 'mod-mul'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(BinaryOperation.LargestSize + 1)]
    public void Create_OfAModulusOutOfRange_Throws(int p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => OperationCatalogue.Create("mod-add", p));
}
