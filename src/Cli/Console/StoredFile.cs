using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What a checkpoint file of any format holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="Tensors">Its tensors, in the file's order.</param>
/// <param name="Numbers">Number of elements of all tensors.</param>
/// <param name="Values">Whatever else it holds, by name or place.</param>
/// <param name="Run">The run it is from, when it says so: config, and number of updates.</param>
internal sealed record StoredFile(
    string Path, string Format, Listing<StoredTensor> Tensors, long Numbers, Listing<(string Name, string Value)> Values, (RunConfig Config, int Step)? Run)
{
    private static readonly string[] TorchExtensions = [".pt", ".pth"];

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged or of another format.</exception>
    public static StoredFile Read(string path) =>
        TorchExtensions.Contains(System.IO.Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? ReadTorch(path) : ReadSafetensors(path);

    private static StoredFile ReadSafetensors(string path)
    {
        var content = Safetensors.Read(path);
        var types = Safetensors.ReadTypes(path);
        var (tensors, values) = (new Listing<StoredTensor>(), new Listing<(string, string)>());
        foreach (var (name, tensor) in content.Tensors)
        {
            tensors.Add(() => new StoredTensor(name, tensor.Shape, types[name]));
        }
        foreach (var (name, value) in content.Metadata)
        {
            values.Add(() => (name, value));
        }
        var run = Checkpoint.IsOurs(content) ? Checkpoint.ReadMetadata(PathText.Of(path), content) : default((RunConfig, int)?);
        return new StoredFile(path, "safetensors", tensors, content.Tensors.Values.Sum(tensor => (long)tensor.Count), values, run);
    }

    private static StoredFile ReadTorch(string path)
    {
        var tree = new TorchListing(TorchFile.Read(path));
        return new StoredFile(path, "torch.save", tree.Tensors, tree.Numbers, tree.Values, null);
    }
}
