namespace Grokking.Training;

/// <summary>
/// Reads checkpoints of this library, of TransformerLens and of the papers: <c>.safetensors</c>, <c>.pt</c>, <c>.pth</c>. Nothing in a
/// file is executed.
/// </summary>
public static class CheckpointReader
{
    /// <summary>What the file holds, before it is understood.</summary>
    /// <param name="path">A <c>.safetensors</c>, <c>.pt</c> or <c>.pth</c> file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of neither format.</exception>
    public static NamedTensors ReadTensors(string path) =>
        string.Equals(Path.GetExtension(path), ".safetensors", StringComparison.OrdinalIgnoreCase)
            ? Safetensors.Read(path)
            : TorchFile.ReadStateDict(path);

    /// <summary>
    /// Reads a checkpoint and recognises its network from names and shapes, and from a config that a paper's code left beside it.
    /// Where several readings fit, the one with the lowest loss over all pairs is taken, and said.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">Id of an architecture to insist on; null takes what fits.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or no known network has these names and shapes.</exception>
    /// <exception cref="ArgumentException">The architecture is unknown.</exception>
    public static LoadedCheckpoint Open(string path, string? architecture = null)
    {
        if (architecture is not null)
        {
            _ = ArchitectureCatalogue.Find(architecture);
        }
        var file = ReadTensors(path);
        if (!Checkpoint.IsOurs(file))
        {
            return ForeignReader.Read(path, file, architecture);
        }
        var ours = Checkpoint.Of(path, file);
        Require.That(architecture is null || ours.Config.Model.Architecture == architecture,
            $"the file says '{ours.Config.Model.Architecture}', but --arch says '{architecture}'.", path);
        return new LoadedCheckpoint(ours.Config, ours.Step, ours.Model, ours.Split, "a grokking checkpoint");
    }
}
