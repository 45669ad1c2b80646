using Grokking.Training;

namespace Grokking.Cli;

/// <summary>What a checkpoint file of any format holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="Tensors">Its tensors, in the file's order.</param>
/// <param name="Values">Whatever else it holds, by name or place.</param>
/// <param name="Run">The run it is from, when it says so: number of updates, config as JSON.</param>
internal sealed record StoredFile(
    string Path, string Format, IReadOnlyList<StoredTensor> Tensors, IReadOnlyList<(string Name, string Value)> Values, (string Step, string Config)? Run)
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
        var types = SafetensorsTypes.Of(path);
        return new StoredFile(
            path,
            "safetensors",
            [.. content.Tensors.Select(tensor => new StoredTensor(tensor.Key, tensor.Value.Shape, types[tensor.Key]))],
            [.. content.Metadata.Select(entry => (entry.Key, entry.Value))],
            Checkpoint.IsOurs(content) ? (content.Metadata["step"], content.Metadata["config"]) : null);
    }

    private static StoredFile ReadTorch(string path)
    {
        var tree = new TorchListing(TorchFile.Read(path));
        return new StoredFile(path, "torch.save", tree.Tensors, tree.Values, null);
    }
}
