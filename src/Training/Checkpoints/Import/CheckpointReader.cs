namespace Grokking.Training;

/// <summary>
/// Reads checkpoints of this library, of TransformerLens and of the papers: <c>.safetensors</c>, <c>.pt</c>, <c>.pth</c>. Nothing
/// in a file is executed.
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
            return StateDictReader.Read(path, file, architecture);
        }
        var ours = Checkpoint.Of(path, file);
        Require.That(architecture is null || ours.Config.Model.Architecture == architecture,
            $"the file says '{ours.Config.Model.Architecture}', but --arch says '{architecture}'.", path);
        return new LoadedCheckpoint(ours.Config, ours.Step, ours.Model, ours.Split, "a grokking checkpoint");
    }
}

/// <summary>A checkpoint from anywhere, understood as one of our models.</summary>
/// <param name="Config">Task and network in our terms; of a foreign file, its training section means nothing.</param>
/// <param name="Step">Number of updates done; null when the file does not say.</param>
/// <param name="Model">The network.</param>
/// <param name="Split">Which pairs were trained on; null when that is not known.</param>
/// <param name="Reading">What the file was taken for and why, in a sentence.</param>
public sealed record LoadedCheckpoint(RunConfig Config, int? Step, Model Model, Split? Split, string Reading) : ICheckpoint
{
    /// <inheritdoc/>
    public BinaryOperation Operation => field ??= Config.CreateOperation();

    /// <inheritdoc/>
    public TokenFormat Format => Config.CreateFormat();

    /// <inheritdoc/>
    public LossKind Loss => Config.Training.Loss;

    /// <inheritdoc/>
    public Examples Pairs => Examples.All(Operation, Format);
}

/// <summary>Networks and examples in one line.</summary>
public static class CheckpointShortcuts
{
    extension(Model)
    {
        /// <summary>The network in a checkpoint file of any origin: <c>Model.Load("model.pt")</c>. What else a file tells, its
        /// task and its split, <see cref="CheckpointReader.Open"/> has.</summary>
        /// <param name="path">The file: .safetensors, .pt or .pth.</param>
        /// <exception cref="FileNotFoundException">There is no such file.</exception>
        /// <exception cref="InvalidDataException">It is damaged, or no checkpoint; the message names it.</exception>
        public static Model Load(string path) => CheckpointReader.Open(path).Model;
    }

    /// <summary>Some pairs as the network reads them: <c>checkpoint.Examples((3, 4), (5, 6))</c>.</summary>
    /// <param name="checkpoint">Whose operation and tokens.</param>
    /// <param name="pairs">The operands of each.</param>
    /// <exception cref="ArgumentOutOfRangeException">An operand is out of range.</exception>
    /// <exception cref="ArgumentException">The operation is not defined for a pair.</exception>
    public static Examples Examples(this ICheckpoint checkpoint, params IReadOnlyList<(int A, int B)> pairs)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(pairs);
        return new(checkpoint.Operation, checkpoint.Format, [.. pairs.Select(pair => Index(checkpoint.Operation, pair))]);
    }

    private static int Index(BinaryOperation operation, (int A, int B) pair) =>
        Require.InRange(
            pair.A, 0, operation.Left - 1, "a") * operation.Right + Require.InRange(pair.B, 0, operation.Right - 1, "b");
}
