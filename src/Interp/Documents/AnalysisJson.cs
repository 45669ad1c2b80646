using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>Reads and writes analysis.json: snake-case keys, numbers that round-trip exactly, never NaN.</summary>
public static class AnalysisJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        NewLine = "\n",
        Converters =
        {
            new AnalysisProgressConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
        },
    };

    /// <summary>The analysis as indented JSON.</summary>
    public static string Write(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return JsonSerializer.Serialize(analysis, Options) + "\n";
    }

    /// <summary>A section as JSON: an <see cref="Explanation"/>, say.</summary>
    /// <param name="section">A section of an analysis.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public static JsonNode Node<T>(T section) where T : class => JsonSerializer.SerializeToNode(section, Options)!;

    /// <summary>Writes a file as a whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written; an earlier file of that name is as it was.</exception>
    public static void WriteFile(string path, Analysis analysis) => AtomicFile.WriteText(path, Write(analysis));

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">Not an analysis, or of a later schema; the message names the file.</exception>
    public static Analysis ReadFile(string path) => Read(JsonInput.ReadFile(path), path);

    /// <summary>Reads an analysis from text. Keys that this version does not know are ignored.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What messages call it: a file name.</param>
    /// <exception cref="InvalidDataException">Not an analysis, or of a later schema; the message names the source.</exception>
    public static Analysis Read(string json, string source) => Read(JsonInput.Check(json, source), source);

    private static Analysis Read(byte[] json, string source)
    {
        try
        {
            var document = JsonNode.Parse(json) as JsonObject
                ?? throw new InvalidDataException($"{source}: expected an analysis, got no object.");
            Upgrade(document);
            var analysis = document.Deserialize<Analysis>(Options)!;
            return analysis.Schema <= Analysis.CurrentSchema
                ? analysis
                : throw new InvalidDataException(
                    $"{source}: schema {analysis.Schema} is newer than {Analysis.CurrentSchema}, the newest known here.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{source}: expected an analysis, got: {ForeignText.Show(error.Message, 300)}", error);
        }
    }

    /// <summary>Schema 1 named the operation by its id and p alone.</summary>
    private static void Upgrade(JsonObject document)
    {
        if (!document.ContainsKey("operation") && document["task"]?.GetValueKind() == JsonValueKind.String
            && document["p"]?.GetValueKind() == JsonValueKind.Number)
        {
            var operation = OperationCatalogue.Create((string)document["task"]!, (int)document["p"]!);
            document["operation"] = JsonSerializer.SerializeToNode(AnalysisOperation.Of(operation), Options);
        }
    }
}

/// <summary>
/// Writes the measures side by side under their ids: a number (or null) for a measure, an object by frequency for a measure of
/// frequencies.
/// </summary>
internal sealed class AnalysisProgressConverter : JsonConverter<AnalysisProgress>
{
    /// <inheritdoc/>
    public override AnalysisProgress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var perFrequencyIds = MeasureSet.Default.PerFrequency.Select(measure => measure.Id).ToHashSet();
        var values = new Dictionary<string, double?>();
        var perFrequency = new Dictionary<string, IReadOnlyDictionary<int, double>?>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object || perFrequencyIds.Contains(property.Name))
            {
                perFrequency[property.Name] = property.Value.Deserialize<Dictionary<int, double>?>(options);
            }
            else
            {
                values[property.Name] = property.Value.Deserialize<double?>(options);
            }
        }
        return new AnalysisProgress(values, perFrequency);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AnalysisProgress value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (id, number) in value.Values)
        {
            writer.WritePropertyName(id);
            JsonSerializer.Serialize(writer, number, options);
        }
        foreach (var (id, byFrequency) in value.PerFrequency)
        {
            writer.WritePropertyName(id);
            JsonSerializer.Serialize(writer, byFrequency, options);
        }
        writer.WriteEndObject();
    }
}

/// <summary>
/// spectra.csv: one row a frequency, 1..⌊p/2⌋, with what analysis.json says of it in its various sections. What a frequency has
/// no number for is empty.
/// </summary>
public static class SpectraTable
{
    /// <summary>The columns over an analysis and one of its frequencies.</summary>
    public static IReadOnlyList<Column<(Analysis Analysis, int Frequency)>> Columns { get; } =
    [
        new("frequency", row => row.Frequency),
        new("key", row => row.Analysis.KeyFrequencies.Contains(row.Frequency)),
        new("embedding_power", row => row.Analysis.Fourier!.EmbeddingPower?[row.Frequency - 1]),
        new("neuron_logit_power", row => row.Analysis.Fourier!.NeuronLogitPower?[row.Frequency - 1]),
        new("neurons", row => row.Analysis.Fourier!.NeuronClusters is null ? (int?)null : Neurons(row)?.Neurons ?? 0),
        new("neuron_fraction_explained", row => Neurons(row)?.FractionExplained),
        new("circle_purity", row => Circle(row)?.Purity),
        new("circle_roundness", row => Circle(row)?.Roundness),
        new("ablated_loss", row => Ablation(row)?.Loss.All),
        new("ablated_accuracy", row => Ablation(row)?.Accuracy.All),
        new("kind", row => Evidence(row)?.Kind),
        new("pattern", row => Evidence(row)?.Pattern),
        new("mechanism", row => Evidence(row)?.Mechanism),
        new("embedding_share", row => Evidence(row)?.EmbeddingShare),
        new("logit_share", row => Evidence(row)?.LogitShare),
        new("fve_clock", row => Evidence(row)?.FveClock),
        new("fve_pizza", row => Evidence(row)?.FvePizza),
        new("fve_pizza_smooth", row => Evidence(row)?.FvePizzaSmooth),
        new("fve_accompanying", row => Evidence(row)?.FveAccompanying),
        new("pizza_weight", row => Evidence(row)?.PizzaWeight),
        new("accuracy_alone", row => Evidence(row)?.AccuracyAlone),
        new("accuracy_without", row => Evidence(row)?.AccuracyWithout),
        new("energy_share", row => Cluster(row)?.EnergyShare),
        new("second_order", row => Cluster(row)?.SecondOrder),
        new("phase_correlation", row => Cluster(row)?.PhaseCorrelation),
    ];

    /// <summary>The table of an analysis.</summary>
    public static TypedTable Of(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return TypedTable.Of(Columns, Enumerable.Range(1, Frequencies(analysis)).Select(frequency => (analysis, frequency)));
    }

    // ⌊n/2⌋ of the group's order, which is p for numbers modulo p.
    private static int Frequencies(Analysis analysis) => analysis.Fourier is null
        ? 0
        : int.Parse(analysis.Operation.Structure.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture) / 2;

    private static AnalysisCluster? Neurons((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Fourier!.NeuronClusters?.FirstOrDefault(cluster => cluster.Frequency == row.Frequency);

    private static AnalysisCircle? Circle((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Fourier!.EmbeddingCircles?.FirstOrDefault(circle => circle.Frequency == row.Frequency);

    // Of several key frequencies, each is also removed alone.
    private static AnalysisAblation? Ablation((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Ablations.FirstOrDefault(ablation =>
            !ablation.Kept && ablation.Frequencies is [var only] && only == row.Frequency);

    private static AnalysisFrequency? Evidence((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Circuits?.Frequencies.FirstOrDefault(evidence => evidence.K == row.Frequency);

    private static AnalysisFrequencyCluster? Cluster((Analysis Analysis, int Frequency) row) =>
        row.Analysis.Circuits?.Clusters?.FirstOrDefault(cluster => cluster.K == row.Frequency);
}
