namespace Grokking.Training;

/// <summary>
/// The dihedral group of order 2m, m odd, as Chughtai, Chan and Nanda (2023) number it: rotations 0..m−1, then reflections.
/// </summary>
/// <param name="P">Order 2m.</param>
public sealed record DihedralTask(int P) : GroupTask(P)
{
    /// <summary>The id of this task.</summary>
    public const string TaskId = "dihedral";

    /// <inheritdoc/>
    public override string Id => TaskId;

    /// <inheritdoc/>
    public override string Description => $"a·b in the dihedral group of order {P}";

    /// <inheritdoc/>
    public override string KnownOrders => "twice an odd number from 3";

    /// <inheritdoc/>
    public override bool HasOrder(int order) => order >= 6 && order % 4 == 2;

    /// <inheritdoc/>
    public override int Answer(int a, int b)
    {
        var m = P / 2;
        var (reflectsA, rotationA) = (a / m, a % m);
        var (reflectsB, rotationB) = (b / m, b % m);
        var rotation = reflectsA == 0 ? rotationA + rotationB : rotationA - rotationB + m;
        return (rotation % m) + ((reflectsA ^ reflectsB) * m);
    }
}
