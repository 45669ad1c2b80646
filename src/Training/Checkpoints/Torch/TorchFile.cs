namespace Grokking.Training;

/// <summary>
/// Reads files of <c>torch.save</c> (<c>.pt</c>, <c>.pth</c>; the zip format since PyTorch 1.6) without running anything in them:
/// tensors and plain containers are read, whatever else the file asks for is refused by name. Non-finite numbers are read as
/// they are: whoever uses the weights reports them.
/// </summary>
public static class TorchFile
{
    /// <summary>Reads everything.</summary>
    /// <returns>The file's value; the tensors are converted to float32 and may share memory with each other.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, of an older or another format, or asks for something else than
    /// tensors and plain containers: the message names the path, and the entry or the offset.</exception>
    public static TorchValue Read(string path)
    {
        using var stream = InputFile.Open(path);
        return Read(stream, path);
    }

    /// <summary>The places of all state dicts, in the file's order; no numbers are read. A state dict is a dictionary from names
    /// to tensors, optimizer moments excepted; the search goes eight levels deep.</summary>
    /// <returns>Keys and list positions joined by slashes, for example <c>model</c> or <c>state_dicts/12</c>; the empty text is
    /// the file's value itself.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static IReadOnlyList<string> ListStateDicts(string path)
    {
        using var stream = InputFile.Open(path);
        using var archive = new TorchArchive(stream, path);
        return Finder(archive, path).Places;
    }

    /// <summary>Reads one state dict; the numbers of the rest of the file are not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Its place, as <see cref="ListStateDicts"/> gives it. Null takes the file's value itself, or what lies
    /// under <c>model</c>, <c>state_dict</c> or <c>model_state_dict</c>, or else the only one there is.</param>
    /// <returns>The tensors in the file's order, without metadata; they may share memory with each other.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>; also when there is no state dict at the place,
    /// or several to choose from, which the message lists.</exception>
    public static NamedTensors ReadStateDict(string path, string? key = null)
    {
        using var stream = InputFile.Open(path);
        return ReadStateDict(stream, path, key);
    }

    /// <summary>Reads everything of a stream that can seek, which is closed.</summary>
    internal static TorchValue Read(Stream stream, string name)
    {
        using var archive = new TorchArchive(stream, name);
        return new TorchTree(new TorchTensorLoader(archive, name), archive.Budget, name)
            .Convert(PickleMachine.Load(archive.ReadPickle(), name, archive.Budget));
    }

    /// <summary>Reads one state dict of a stream that can seek, which is closed.</summary>
    internal static NamedTensors ReadStateDict(Stream stream, string name, string? key = null)
    {
        using var archive = new TorchArchive(stream, name);
        var loader = new TorchTensorLoader(archive, name);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (tensor, view) in Finder(archive, name).Find(key).Entries)
        {
            tensors.Add((string)tensor, loader.Load((TorchView)view!));
        }
        return new NamedTensors(tensors, new Dictionary<string, string>());
    }

    private static StateDictFinder Finder(TorchArchive archive, string name) =>
        new(PickleMachine.Load(archive.ReadPickle(), name, archive.Budget), archive.Budget, name);
}
