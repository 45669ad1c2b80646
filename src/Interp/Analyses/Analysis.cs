using Grokking.Training;

namespace Grokking.Interp;

/// <summary>One checkpoint, explained: what analysis.json holds. No number is NaN or infinite; what cannot be computed is null,
/// with the reason in <see cref="Notes"/>.</summary>
public sealed record Analysis
{
    /// <summary>The version of the layout that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the layout.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Which checkpoint.</summary>
    public required AnalysisSource Source { get; init; }

    /// <summary>Id of the task.</summary>
    public required string Task { get; init; }

    /// <summary>The modulus p.</summary>
    public int P { get; init; }

    /// <summary>The network in numbers; null for logits without a model.</summary>
    public AnalysisArchitecture? Architecture { get; init; }

    /// <summary>Mean cross-entropy over the p answers, in nats.</summary>
    public required SplitValues Loss { get; init; }

    /// <summary>Share answered right among the p answers, 0 to 1.</summary>
    public required SplitValues Accuracy { get; init; }

    /// <summary>Frequencies of weights, neurons and logits.</summary>
    public required AnalysisFourier Fourier { get; init; }

    /// <summary>Progress measures.</summary>
    public required AnalysisProgress Progress { get; init; }

    /// <summary>Frequencies removed from the logits: each key one, all of them, all others.</summary>
    public IReadOnlyList<AnalysisAblation> Ablations { get; init; } = [];

    /// <summary>Edits of the running network.</summary>
    public IReadOnlyList<AnalysisIntervention> Interventions { get; init; } = [];

    /// <summary>Clock or pizza, with the evidence; null for other tasks than a + b and for logits without a model.</summary>
    public AnalysisCircuits? Circuits { get; init; }

    /// <summary>
    /// Why a value is null, by its path, for example <c>loss.train</c>; under <see cref="SourceNote"/> what is doubtful about the run that
    /// the checkpoint is of.
    /// </summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();

    /// <summary>The key under which <see cref="Notes"/> say what is doubtful about the run.</summary>
    public const string SourceNote = "source";

    /// <summary>The analysis with a note of what is doubtful about the run that it is of.</summary>
    /// <param name="doubts">Sentences, as <see cref="Run.Doubts"/> has them; none for a sound run.</param>
    public Analysis WithDoubts(IReadOnlyList<string> doubts)
    {
        ArgumentNullException.ThrowIfNull(doubts);
        return doubts.Count == 0 ? this : this with { Notes = new Dictionary<string, string>(Notes) { [SourceNote] = string.Join(' ', doubts) } };
    }
}
