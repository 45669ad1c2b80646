namespace Grokking.Training;

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
        archive.Budget.Charge(sizeof(float) * (long)view.Shape.Count, $"a tensor of shape {view.Shape} from storage '{ForeignText.Show(view.Storage.Key)}'");
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
