namespace Grokking.Training;

/// <summary>The sizes of a tensor's axes, outermost first; row-major. Compared by value; the default is a scalar.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? sizes;

    /// <summary>A shape from its axis sizes, outermost first; none makes a scalar.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public Shape(params int[] sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        foreach (var size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(sizes));
        }
        this.sizes = (int[])sizes.Clone();
    }

    /// <summary>Number of elements: the product of the sizes, 1 for a scalar.</summary>
    /// <exception cref="OverflowException">It exceeds what one array can hold.</exception>
    public int Count => checked((int)LongCount);

    /// <summary>Number of elements of a shape that may be too large for an array.</summary>
    /// <exception cref="OverflowException">It exceeds 2⁶³ − 1.</exception>
    public long LongCount
    {
        get
        {
            var count = 1L;
            foreach (var size in Axes)
            {
                count = checked(count * size);
            }
            return count;
        }
    }

    /// <summary>Number of axes.</summary>
    public int Rank => Axes.Length;

    /// <summary>Size of one axis, outermost first.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => Axes[axis];

    /// <summary>Size of one axis, counted from the end by <c>^1</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis] => Axes[axis.GetOffset(Rank)];

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> Axes => sizes;

    /// <summary>The sizes as a new array.</summary>
    public int[] ToArray() => Axes.ToArray();

    /// <inheritdoc/>
    public bool Equals(Shape other) => Axes.SequenceEqual(other.Axes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in Axes)
        {
            hash.Add(size);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same sizes in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The sizes in brackets: <c>[4, 128, 32]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", ToArray()) + "]";
}
