using System.Text.Json.Serialization;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>One checkpoint, explained: what analysis.json holds. No number is NaN or infinite; what cannot be computed is null,
/// with the reason in <see cref="Notes"/>.</summary>
public sealed record Analysis
{
    /// <summary>The version of the layout that this code writes.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Version of the layout.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Which checkpoint.</summary>
    public required AnalysisSource Source { get; init; }

    /// <summary>The operation.</summary>
    public required AnalysisOperation Operation { get; init; }

    /// <summary>The network in numbers; null for logits without a model.</summary>
    public AnalysisArchitecture? Architecture { get; init; }

    /// <summary>Mean cross-entropy over the answers, in nats.</summary>
    public required SplitValues Loss { get; init; }

    /// <summary>Share answered right among the answers, 0 to 1.</summary>
    public required SplitValues Accuracy { get; init; }

    /// <summary>What holds whatever the operation is; null in a file from before there was such a section.</summary>
    public AnalysisGeneral? General { get; init; }

    /// <summary>Frequencies of weights, neurons and logits; null where the operation is no addition modulo n.</summary>
    public AnalysisFourier? Fourier { get; init; }

    /// <summary>Progress measures.</summary>
    public required AnalysisProgress Progress { get; init; }

    /// <summary>Frequencies removed from the logits: each key one, all of them, all others.</summary>
    public IReadOnlyList<AnalysisAblation> Ablations { get; init; } = [];

    /// <summary>Edits of the running network.</summary>
    public IReadOnlyList<AnalysisIntervention> Interventions { get; init; } = [];

    /// <summary>Clock or pizza, with the evidence; null where the operation is no addition modulo n, and for logits without a
    /// model.</summary>
    public AnalysisCircuits? Circuits { get; init; }

    /// <summary>Representations and cosets; null where the operation is no group's product, or addition modulo n, which is told
    /// by frequencies.</summary>
    public AnalysisGroups? Groups { get; init; }

    /// <summary>What a timeline goes by: the key frequencies, or the numbers of a group's key representations, from 1.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> Keys => Groups is null ? KeyFrequencies
        : [.. Groups.Representations.Index().Where(item => item.Item.Key).Select(item => item.Index + 1)];

    /// <summary>Whether single frequencies explain the network, rung by rung, with controls and certificate; null where the
    /// operation is no addition modulo n, and for logits without a model.</summary>
    public Explanation? Explanation { get; init; }

    /// <summary>The key frequencies; none where the operation is no addition modulo n.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> KeyFrequencies => Fourier?.KeyFrequencies ?? [];

    /// <summary>
    /// Why a value is null, by its path, for example <c>loss.train</c>; under <see cref="SourceNote"/> what is doubtful about the
    /// run that the checkpoint is of.
    /// </summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>The key under which <see cref="Notes"/> say what is doubtful about the run.</summary>
    public const string SourceNote = "source";

    /// <summary>The analysis with a note of what is doubtful about the run that it is of.</summary>
    /// <param name="doubts">Sentences, as <see cref="Run.Doubts"/> has them; none for a sound run.</param>
    public Analysis WithDoubts(IReadOnlyList<string> doubts)
    {
        ArgumentNullException.ThrowIfNull(doubts);
        return doubts.Count == 0
            ? this : this with { Notes = new Dictionary<string, string>(Notes) { [SourceNote] = string.Join(' ', doubts) } };
    }
}

/// <summary>The operation of an analysis.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Left">Number of left operands.</param>
/// <param name="Right">Number of right operands.</param>
/// <param name="Answers">Number of answers.</param>
/// <param name="Pairs">Number of pairs on which it is defined.</param>
/// <param name="Structure">Its structure and size: <c>cyclic 113</c>, <c>none</c>.</param>
/// <param name="Relabelling">In which disguise it has the structure; null where operands and answers go by their own
/// numbers.</param>
public sealed record AnalysisOperation(
    string Id, int Left, int Right, int Answers, int Pairs, string Structure, string? Relabelling)
{
    /// <summary>What an analysis says of an operation.</summary>
    public static AnalysisOperation Of(BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return new(operation.Id, operation.Left, operation.Right, operation.Answers, operation.PairCount, operation.Algebra.Name,
            operation.Algebra is Algebra.Cyclic { IsPlain: false } cyclic ? cyclic.Words : null);
    }
}

/// <summary>Which checkpoint an analysis is of.</summary>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Step">Number of updates done; null when not known.</param>
/// <param name="Sha256">Hash of the file, lower-case hexadecimal; null for a model that comes from no file.</param>
public sealed record AnalysisSource(string? Path = null, int? Step = null, string? Sha256 = null)
{
    /// <summary>A checkpoint file with its hash.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">Number of updates done; null when not known.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AnalysisSource OfFile(string path, int? step) => new(path, step, FileHash.Sha256(path));
}

/// <summary>The network in numbers. What a network has not is null.</summary>
public sealed record AnalysisArchitecture
{
    /// <summary>Id of the architecture family.</summary>
    public required string Family { get; init; }

    /// <summary>Number of blocks.</summary>
    public int NLayers { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public int DModel { get; init; }

    /// <summary>Number of heads of the last attention.</summary>
    public int? NHeads { get; init; }

    /// <summary>Width of a head of the last attention.</summary>
    public int? DHead { get; init; }

    /// <summary>Attention rate r of the last attention, 0 to 1.</summary>
    public double? AttentionRate { get; init; }

    /// <summary>Number of neurons of the last layer that has any.</summary>
    public int? DMlp { get; init; }

    /// <summary>Non-linearity of the last neurons.</summary>
    public ActivationKind? Activation { get; init; }

    /// <summary>Whether there is any LayerNorm.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Number of positions.</summary>
    public int? NCtx { get; init; }

    /// <summary>Number of tokens.</summary>
    public int DVocab { get; init; }

    /// <summary>Number of output classes.</summary>
    public int DVocabOut { get; init; }

    /// <summary>Number of weights.</summary>
    public int Parameters { get; init; }

    /// <summary>The numbers of an architecture.</summary>
    public static AnalysisArchitecture Of(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var attention = architecture.Layers.OfType<Attention>().LastOrDefault();
        var neurons = architecture.LastNeurons?.NeuronPoints;
        return new AnalysisArchitecture
        {
            Family = architecture.Family,
            NLayers = architecture.NLayers,
            DModel = architecture.DModel,
            NHeads = attention?.NHeads,
            DHead = attention?.DHead,
            AttentionRate = attention?.Rate,
            DMlp = neurons?.Count,
            Activation = neurons?.Activation,
            LayerNorm = architecture.Layers.OfType<LayerNorm>().Any(),
            NCtx = architecture.NCtx,
            DVocab = architecture.DVocab,
            DVocabOut = architecture.DVocabOut,
            Parameters = architecture.Parameters.Count,
        };
    }
}

/// <summary>One value over the parts of the pairs; null where there is none.</summary>
/// <param name="Train">Over the training pairs.</param>
/// <param name="Test">Over the test pairs.</param>
/// <param name="All">Over all pairs.</param>
public sealed record SplitValues(double? Train, double? Test, double? All)
{
    /// <summary>Over the test pairs whose mirror was not trained on either.</summary>
    public double? TestMirrorUnseen { get; init; }

    /// <summary>The losses of scores.</summary>
    internal static SplitValues Losses(SplitScores scores) =>
        new(scores.Train?.Loss, scores.Test?.Loss, scores.All.Loss) { TestMirrorUnseen = scores.TestMirrorUnseen?.Loss };

    /// <summary>The accuracies of scores.</summary>
    internal static SplitValues Accuracies(SplitScores scores) =>
        new(scores.Train?.Accuracy, scores.Test?.Accuracy,
            scores.All.Accuracy) { TestMirrorUnseen = scores.TestMirrorUnseen?.Accuracy };
}

/// <summary>The network with frequencies removed from its logits, or all else; see <see cref="Ablation"/>.</summary>
/// <param name="Frequencies">The frequencies.</param>
/// <param name="Kept">False: these are removed. True: these and the mean of each class are all that is kept.</param>
/// <param name="Loss">Mean cross-entropy in nats.</param>
/// <param name="Accuracy">Share answered right, 0 to 1.</param>
public sealed record AnalysisAblation(IReadOnlyList<int> Frequencies, bool Kept, SplitValues Loss, SplitValues Accuracy);

/// <summary>The network after an intervention; see <see cref="Intervention.All"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Loss">Mean cross-entropy in nats; null when it does not apply.</param>
/// <param name="Accuracy">Share answered right, 0 to 1; null when it does not apply.</param>
public sealed record AnalysisIntervention(string Id, SplitValues? Loss, SplitValues? Accuracy);

/// <summary>
/// The measures of one checkpoint by id (see <see cref="MeasureSet"/>), without losses and accuracies, which have
/// their own sections.
/// </summary>
/// <param name="Values">One number a measure; null where there is none.</param>
/// <param name="PerFrequency">For each measure of frequencies, its value by key frequency; null where there are none.</param>
public sealed record AnalysisProgress(
    IReadOnlyDictionary<string, double?> Values, IReadOnlyDictionary<string, IReadOnlyDictionary<int, double>?> PerFrequency)
{
    /// <summary>The value of a measure; null where there is none.</summary>
    /// <exception cref="KeyNotFoundException">The analysis has no such measure.</exception>
    public double? this[string id] => Values[id];
}

/// <summary>What can be said of a network whatever its operation is; its numbers over training are measures of
/// <see cref="AnalysisProgress"/>.</summary>
public sealed record AnalysisGeneral
{
    private const int MostComponents = 10;

    /// <summary>Share of the pairs (a, b) whose mirror (b, a) has the same right answer, 0 to 1; null where operands are of
    /// different kinds.</summary>
    public double? SymmetricPairs { get; init; }

    /// <summary>Share of the variance of the left operands' embedding in each of its first ten principal components,
    /// falling.</summary>
    public IReadOnlyList<double>? EmbeddingComponents { get; init; }

    /// <summary>The same of the answers' output layer.</summary>
    public IReadOnlyList<double>? OutputComponents { get; init; }

    /// <summary>Every weight matrix in numbers.</summary>
    public IReadOnlyList<MatrixStatistics>? Matrices { get; init; }

    /// <summary>The section of a checkpoint.</summary>
    internal static AnalysisGeneral Of(CheckpointEvaluation evaluation, Notes notes)
    {
        var noModel = Missing.Model(evaluation.Pairs);
        notes.Add("general.matrices", noModel);
        notes.Add("general.symmetric_pairs", Missing.Mirror(evaluation));
        return new AnalysisGeneral
        {
            SymmetricPairs = evaluation.Answers.SymmetricPairs,
            EmbeddingComponents = Components(evaluation.Embedding, "general.embedding_components"),
            OutputComponents = Components(evaluation.OutputLayer, "general.output_components"),
            Matrices = noModel is null ? MatrixStatistics.Of(evaluation.Pairs.Model) : null,
        };

        double[]? Components(Matrix? rows, string path)
        {
            var components = rows is null ? null : PrincipalComponents.Of(rows);
            notes.Add(path, noModel ?? (components is null ? "all rows are equal" : null));
            return components is null ? null : [.. components.Shares.Take(MostComponents)];
        }
    }
}
