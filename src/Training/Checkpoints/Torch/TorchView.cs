namespace Grokking.Training;

/// <summary>A tensor as a torch file describes it: a strided view of a storage, known to lie inside it.</summary>
/// <param name="Storage">The numbers.</param>
/// <param name="Offset">Where the view begins, in elements.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Strides">Steps between neighbours on each axis, in elements, at least 0.</param>
internal sealed record TorchView(TorchStorage Storage, int Offset, Shape Shape, int[] Strides)
{
    /// <summary>Whether the elements lie in row-major order without gaps; axes of size 1 may have any stride.</summary>
    public bool IsContiguous()
    {
        var expected = 1;
        for (var axis = Shape.Rank - 1; axis >= 0; axis--)
        {
            if (Shape[axis] != 1 && Strides[axis] != expected)
            {
                return false;
            }
            expected *= Shape[axis];
        }
        return true;
    }

    /// <summary>A view from what the pickle states, or null with the problem in words.</summary>
    public static TorchView? Create(TorchStorage storage, long offset, long[] sizes, long[] strides, out string? problem)
    {
        if (!TensorLimits.TryShape(sizes, out var shape, out problem))
        {
            return null;
        }
        problem = sizes.Length != strides.Length
            ? $"a tensor has {sizes.Length} sizes and {strides.Length} strides"
            : OutsideStorage(storage, offset, shape, strides);
        return problem is null
            ? new TorchView(storage, (int)offset, shape, Array.ConvertAll(strides, stride => (int)stride))
            : null;
    }

    /// <summary>The view as row-major values; <paramref name="numbers"/> are the storage's, and <paramref name="values"/> is
    /// overwritten.</summary>
    public void Gather(ReadOnlySpan<float> numbers, Span<float> values)
    {
        if (Shape.Rank == 0)
        {
            values[0] = numbers[Offset];
            return;
        }
        var (width, step) = (Shape[^1], Strides[^1]);
        var index = new int[Shape.Rank - 1];
        for (var row = 0; row < values.Length; row += width)
        {
            var source = Offset + Dot(index);
            for (var i = 0; i < width; i++)
            {
                values[row + i] = numbers[source + (i * step)];
            }
            Advance(index);
        }
    }

    private static string? OutsideStorage(TorchStorage storage, long offset, Shape shape, long[] strides)
    {
        if (offset < 0 || offset > Array.MaxLength || strides.Any(stride => stride is < 0 or > int.MaxValue))
        {
            return "a tensor has an offset or a stride out of range";
        }
        // At most 16 axes times 2^31 times 2^31, and an offset below 2^31: no overflow of Int128, which a long could suffer.
        Int128 last = offset;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            last += (Int128)Math.Max(shape[axis] - 1, 0) * strides[axis];
        }
        return shape.Count > 0 && last >= storage.Count
            ? $"a tensor of shape {shape} reaches element {last} of storage '{storage.Key}', which has {storage.Count}"
            : null;
    }

    private int Dot(int[] index)
    {
        var sum = 0;
        for (var axis = 0; axis < index.Length; axis++)
        {
            sum += index[axis] * Strides[axis];
        }
        return sum;
    }

    private void Advance(int[] index)
    {
        for (var axis = index.Length - 1; axis >= 0; axis--)
        {
            if (++index[axis] < Shape[axis])
            {
                return;
            }
            index[axis] = 0;
        }
    }
}

/// <summary>Turns the views of a torch file into tensors. A storage is read once; contiguous views share its memory, others are
/// gathered.</summary>
/// <param name="archive">Where the numbers are.</param>
/// <param name="path">The path that messages begin with.</param>
internal sealed class TorchTensorLoader(TorchArchive archive, string path)
{
    private const int TensorBytes = 160;

    private readonly Dictionary<string, (TorchStorage Storage, float[] Numbers)> storages = [];

    /// <summary>The tensor of a view; its memory may be shared with other tensors of this loader.</summary>
    /// <exception cref="InvalidDataException">The storage is absent, short or of another type than elsewhere in the file.
    /// </exception>
    public Tensor Load(TorchView view)
    {
        archive.Budget.Charge(TensorBytes);
        if (view.Shape.Count == 0)
        {
            return new Tensor(view.Shape);
        }
        var numbers = Numbers(view.Storage);
        if (view.IsContiguous())
        {
            return new Tensor(view.Shape, numbers.AsMemory(view.Offset, view.Shape.Count));
        }
        // A gathered view may repeat elements (stride 0), so that a small file can ask for much memory.
        archive.Budget.Charge(
            sizeof(float) * (long)view.Shape.Count,
            $"a tensor of shape {view.Shape} from storage '{ForeignText.Show(view.Storage.Key)}'");
        var tensor = new Tensor(view.Shape);
        view.Gather(numbers, tensor.Span);
        return tensor;
    }

    private float[] Numbers(TorchStorage storage)
    {
        if (!storages.TryGetValue(storage.Key, out var known))
        {
            known = (storage, archive.ReadStorage(storage));
            storages.Add(storage.Key, known);
        }
        return known.Storage == storage
            ? known.Numbers
            : throw new InvalidDataException(
                $"{path}: storage '{ForeignText.Show(storage.Key)}' is used with two types or sizes.");
    }
}
