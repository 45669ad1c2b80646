namespace Grokking.Training;

/// <summary>
/// A row-major float32 array with a shape: a view that shares its memory, so writing to it writes to its owner.
/// Not safe for concurrent writing.
/// </summary>
public sealed class Tensor
{
    /// <summary>A view of <paramref name="memory"/>, which is shared, not copied.</summary>
    /// <exception cref="ArgumentException">The memory's length is not the shape's element count.</exception>
    public Tensor(Shape shape, Memory<float> memory)
    {
        Require.That(
            memory.Length == shape.Count, $"expected {shape.Count} values for shape {shape}, got {memory.Length}.",
            nameof(memory));
        Shape = shape;
        Memory = memory;
    }

    /// <summary>A tensor of zeros with its own memory.</summary>
    public Tensor(Shape shape)
        : this(shape, new float[shape.Count])
    {
    }

    /// <summary>Axis sizes, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The values, row-major.</summary>
    public Memory<float> Memory { get; }

    /// <summary>The values, row-major.</summary>
    public Span<float> Span => Memory.Span;

    /// <summary>Number of elements.</summary>
    public int Count => Shape.Count;

    /// <summary>One element, by its index on each axis.</summary>
    /// <exception cref="ArgumentException">The number of indices is not the rank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside its axis.</exception>
    public float this[params ReadOnlySpan<int> index]
    {
        get => Span[Offset(index)];
        set => Span[Offset(index)] = value;
    }

    /// <summary>The part at <paramref name="index"/> of the outermost axis: a view of rank one less.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index lies outside the axis.</exception>
    public Tensor Slice(int index)
    {
        Require.That(Shape.Rank > 0, "a scalar has no axis to slice.", nameof(index));
        Require.InRange(index, 0, Shape[0] - 1);
        var inner = new Shape(Shape.ToArray()[1..]);
        return new Tensor(inner, Memory.Slice(index * inner.Count, inner.Count));
    }

    /// <summary>The same memory under another shape of the same element count.</summary>
    /// <exception cref="ArgumentException">The element counts differ.</exception>
    public Tensor Reshape(params int[] sizes) => new(new Shape(sizes), Memory);

    /// <summary>A copy with its own memory.</summary>
    public Tensor Clone() => new(Shape, Span.ToArray());

    /// <summary>The shape, for example <c>Tensor[114, 128]</c>.</summary>
    public override string ToString() => "Tensor" + Shape;

    private int Offset(ReadOnlySpan<int> index)
    {
        if (index.Length != Shape.Rank)
        {
            throw new ArgumentException(
                $"index: expected {Shape.Rank} indices for shape {Shape}, got {index.Length}.", nameof(index));
        }
        var offset = 0;
        for (var axis = 0; axis < index.Length; axis++)
        {
            offset = (offset * Shape[axis]) + Require.InRange(index[axis], 0, Shape[axis] - 1, nameof(index));
        }
        return offset;
    }
}

/// <summary>Tensors by name in the order of a file, with the file's text metadata: what a checkpoint file holds, before it is
/// understood as a model.</summary>
/// <param name="Tensors">Name to tensor, converted to float32 whatever the file's number type.</param>
/// <param name="Metadata">Text metadata of the file, empty when the format has none.</param>
public sealed record NamedTensors(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata);

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
