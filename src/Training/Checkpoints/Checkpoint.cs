using System.Globalization;

namespace Grokking.Training;

/// <summary>Weights at one step with the config that made them: a file that explains itself.</summary>
/// <param name="Config">The run's config.</param>
/// <param name="Step">Number of updates done.</param>
/// <param name="Model">The network.</param>
public sealed record Checkpoint(RunConfig Config, int Step, Model Model) : ICheckpoint
{
    private const string SchemaKey = "schema";
    private const string StepKey = "step";
    private const string ConfigKey = "config";

    /// <inheritdoc/>
    public BinaryOperation Operation => field ??= Config.CreateOperation();

    /// <inheritdoc/>
    public TokenFormat Format => Config.CreateFormat();

    /// <inheritdoc/>
    public Split Split => Config.Split.Resolve(Operation);

    /// <inheritdoc/>
    public LossKind Loss => Config.Training.Loss;

    /// <inheritdoc/>
    public Examples Pairs => Examples.All(Operation, Format);

    Split? ICheckpoint.Split => Split;

    /// <summary>Writes a checkpoint: float32 tensors by TransformerLens name; schema, step and config in the metadata.</summary>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public static void Write(string path, RunConfig config, int step, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var tensors = weights.Table.All.ToDictionary(parameter => parameter.Name, parameter => weights[parameter.Name]);
        Safetensors.Write(path, new NamedTensors(tensors, Metadata(config, step)));
    }

    /// <summary>Reads a checkpoint that this library wrote.</summary>
    /// <exception cref="InvalidDataException">
    /// Not a safetensors file, or without our metadata, or its tensors are not those of its config's network.
    /// </exception>
    public static Checkpoint Read(string path) => Of(path, Safetensors.Read(path));

    /// <summary>The checkpoint that a file's tensors and metadata are.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read"/>.</exception>
    internal static Checkpoint Of(string path, NamedTensors file)
    {
        var (config, step) = ReadMetadata(path, file);
        var architecture = config.CreateArchitecture();
        return new Checkpoint(
            config, step, new Model(architecture, WeightLoader.Load(path, file.Tensors, architecture.Parameters)));
    }

    /// <summary>Whether a file's metadata say that this library wrote it as a checkpoint.</summary>
    public static bool IsOurs(NamedTensors file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Metadata.ContainsKey(ConfigKey) && file.Metadata.ContainsKey(StepKey);
    }

    internal static Dictionary<string, string> Metadata(RunConfig config, int step) => new()
    {
        [SchemaKey] = RunConfig.CurrentSchema.ToString(CultureInfo.InvariantCulture),
        [StepKey] = step.ToString(CultureInfo.InvariantCulture),
        [ConfigKey] = ConfigJson.Write(config),
    };

    /// <summary>The config and the number of updates done that a checkpoint's metadata hold.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="InvalidDataException">They are missing or not valid, or the config names another file.</exception>
    public static (RunConfig Config, int Step) ReadMetadata(string path, NamedTensors file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!IsOurs(file))
        {
            throw new InvalidDataException(
                $"{path}: the metadata have no 'config' and 'step': expected a checkpoint that grokking wrote. Foreign state "
                    + "dicts carry no task.");
        }
        if (!int.TryParse(file.Metadata[StepKey], NumberStyles.None, CultureInfo.InvariantCulture, out var step))
        {
            throw new InvalidDataException(
                $"{path}: metadata 'step': expected a whole number, got '{ForeignText.Show(file.Metadata[StepKey])}'.");
        }
        var source = $"{path}, metadata 'config'";
        return (ConfigJson.Read(file.Metadata[ConfigKey], source).RequireResolvedSplit(source), step);
    }
}

/// <summary>A network at one step with what it was trained on: what an analysis needs to know, wherever it was read
/// from.</summary>
public interface ICheckpoint
{
    /// <summary>The network.</summary>
    Model Model { get; }

    /// <summary>The task.</summary>
    BinaryOperation Operation { get; }

    /// <summary>How a pair becomes tokens.</summary>
    TokenFormat Format { get; }

    /// <summary>Which pairs were trained on; null when that is not known.</summary>
    Split? Split { get; }

    /// <summary>The loss that it was trained with.</summary>
    LossKind Loss => LossKind.CrossEntropy;

    /// <summary>All p² pairs as the network reads them, in the order a·p + b.</summary>
    Examples Pairs { get; }
}

/// <summary>Copies a file's tensors into weights. That each is there and has the right shape is known before memory is taken: a
/// config may claim any network.</summary>
internal static class WeightLoader
{
    /// <summary>Makes weights of a file's tensors.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="tensors">Tensors by our names and shapes.</param>
    /// <param name="table">The network's weights.</param>
    /// <param name="prefix">Before each name in the file.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown, of another shape, or not finite.</exception>
    public static Weights Load(string path, IReadOnlyDictionary<string, Tensor> tensors, ParameterTable table, string prefix = "")
    {
        foreach (var parameter in table.All)
        {
            RequireShape(path, tensors, prefix + parameter.Name, parameter.Shape);
        }
        if (prefix.Length == 0 && tensors.Keys.FirstOrDefault(name => !table.Contains(name)) is { } unknown)
        {
            throw new InvalidDataException(
                $"{path}: '{ForeignText.Show(unknown)}' {tensors[unknown].Shape} belongs to no layer of this architecture.");
        }
        var weights = new Weights(table);
        foreach (var parameter in table.All)
        {
            var name = prefix + parameter.Name;
            RequireFinite(path, name, tensors[name]);
            tensors[name].Span.CopyTo(weights[parameter.Name].Span);
        }
        return weights;
    }

    /// <summary>The tensor of a name, which must have a shape.</summary>
    /// <exception cref="InvalidDataException">It is missing or of another shape; the message says which.</exception>
    public static Tensor RequireShape(string path, IReadOnlyDictionary<string, Tensor> tensors, string name, Shape expected)
    {
        if (!tensors.TryGetValue(name, out var tensor))
        {
            throw new InvalidDataException($"{path}: '{name}' {expected} is missing.{Suggest.Among(name, tensors.Keys)}");
        }
        return tensor.Shape == expected
            ? tensor
            : throw new InvalidDataException(
                $"{path}: '{name}': expected {expected}, got {tensor.Shape}.{Require.ShapeHint(tensor.Shape, expected)}");
    }

    /// <summary>Throws when a tensor has an infinity or a NaN.</summary>
    public static void RequireFinite(string path, string name, Tensor tensor)
    {
        var values = tensor.Span;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException($"{path}: '{name}' has {values[i]} at element {i}; expected finite weights.");
            }
        }
    }
}
