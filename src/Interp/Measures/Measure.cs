using Grokking.Training;

namespace Grokking.Interp;

/// <summary>One number that follows training from checkpoint to checkpoint: a column of timelines and a key of analysis.json. Its
/// type says what it needs: see <see cref="Measure{TView}"/>.</summary>
/// <param name="Id">Its column and key, snake case; never changes once released.</param>
/// <param name="Text">What the number is, in one line with unit and range.</param>
public abstract record Measure(string Id, string Text)
{
    /// <summary>Whether it is defined for an operation.</summary>
    public abstract bool IsFor(BinaryOperation operation);

    /// <summary>The value for a checkpoint, or the reason why there is none.</summary>
    public abstract MeasureValue Of(CheckpointEvaluation evaluation);
}

/// <summary>A measure that reads a view: <see cref="CheckpointEvaluation"/> for any operation, <see cref="CyclicView"/> for those
/// that are addition modulo n, <see cref="RepresentationView"/> for those that are another group's product.</summary>
/// <typeparam name="TView">What it reads.</typeparam>
/// <param name="Id">Its column and key.</param>
/// <param name="Text">What the number is.</param>
/// <param name="Value">Reads it; called only where <paramref name="WhyNot"/> gives no reason.</param>
/// <param name="WhyNot">Why a network of the operation has no such number; null always has.</param>
public sealed record Measure<TView>(string Id, string Text, Func<TView, double> Value, Func<TView, string?>? WhyNot = null)
    : Measure(Id, Text)
    where TView : class
{
    /// <inheritdoc/>
    public override bool IsFor(BinaryOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return CheckpointEvaluation.Offers<TView>(operation);
    }

    /// <inheritdoc/>
    public override MeasureValue Of(CheckpointEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return evaluation.View<TView>() is not { } view
            ? MeasureValue.Missing($"not defined for {evaluation.Operation.Description}")
            : WhyNot?.Invoke(view) is { } reason ? MeasureValue.Missing(reason)
            : MeasureValue.Of(Value(view));
    }
}

/// <summary>One number for each frequency of a network that adds modulo n, in columns <c>id_k</c>.</summary>
/// <param name="Id">Prefix of its columns, and its key; never changes once released.</param>
/// <param name="Text">What the number is, in one line with unit and range.</param>
/// <param name="Value">Reads it for a frequency; called only where <paramref name="WhyNot"/> gives no reason.</param>
/// <param name="WhyNot">Why a network has no such number for a frequency; null always has.</param>
public sealed record FrequencyMeasure(
    string Id, string Text, Func<CyclicView, int, double> Value, Func<CyclicView, int, string?>? WhyNot = null)
{
    /// <summary>The column of a frequency.</summary>
    public string Column(int k) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Id}_{k}");

    /// <summary>The value for a frequency, or the reason why there is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frequency.</exception>
    public MeasureValue Of(CyclicView view, int k)
    {
        ArgumentNullException.ThrowIfNull(view);
        Require.InRange(k, 1, view.Basis.LargestFrequency);
        return WhyNot?.Invoke(view, k) is { } reason ? MeasureValue.Missing(reason) : MeasureValue.Of(Value(view, k));
    }
}

/// <summary>One number for each representation of a network that multiplies in a group, in columns <c>id_name</c>.</summary>
/// <param name="Id">Prefix of its columns; never changes once released.</param>
/// <param name="Text">What the number is, in one line with unit and range.</param>
/// <param name="Value">Reads it for a representation; called only where <paramref name="WhyNot"/> gives no reason.</param>
/// <param name="WhyNot">Why a network has no such number; null always has.</param>
public sealed record RepresentationMeasure(
    string Id, string Text, Func<RepresentationView, Irrep, double> Value, Func<RepresentationView, string?>? WhyNot = null)
{
    /// <summary>The column of a representation.</summary>
    public string Column(Irrep irrep)
    {
        ArgumentNullException.ThrowIfNull(irrep);
        return $"{Id}_{irrep.Name}";
    }

    /// <summary>The value for a representation, or the reason why there is none.</summary>
    public MeasureValue Of(RepresentationView view, Irrep irrep)
    {
        ArgumentNullException.ThrowIfNull(view);
        return WhyNot?.Invoke(view) is { } reason ? MeasureValue.Missing(reason) : MeasureValue.Of(Value(view, irrep));
    }
}

/// <summary>A number, or the reason why there is none.</summary>
/// <param name="Value">The number, finite; null when there is none.</param>
/// <param name="Reason">Why there is none; null when there is.</param>
public readonly record struct MeasureValue(double? Value, string? Reason)
{
    /// <summary>A number; one that is not finite counts as missing.</summary>
    public static MeasureValue Of(double value) =>
        double.IsFinite(value) ? new MeasureValue(value, null) : Missing("not a finite number: the logits or weights overflow");

    /// <summary>No number.</summary>
    public static MeasureValue Missing(string reason) => new(null, reason);
}

/// <summary>Why a network lacks what a measure needs; null when it has it.</summary>
internal static class Missing
{
    private const string NoNeurons = "the model has no neurons";
    private const string DifferentKinds = "its operands are of different kinds";

    public static string? Part(PairEvaluation pairs, SplitPart part) => pairs.Rows.Of(part, pairs.Count) switch
    {
        null when part == SplitPart.TestMirrorUnseen && pairs.Rows.Test is not null => DifferentKinds,
        null => "which pairs the model was trained on is not known",
        [] => $"the split has no {part.Name().Replace('_', ' ')} pairs",
        _ => null,
    };

    public static string? Model(PairEvaluation pairs) =>
        pairs.Activations.Model is null ? "the logits come without a model's weights" : null;

    public static string? Neurons(PairEvaluation pairs) => pairs.Activations.NeuronsPost is null ? NoNeurons : null;

    public static string? NeuronLogitMap(PairEvaluation pairs) =>
        Model(pairs) ?? (pairs.Model.Architecture.LastNeurons is null ? NoNeurons : null);

    public static string? Attention(PairEvaluation pairs) =>
        Model(pairs) ?? (pairs.FrozenAttention is null ? "the model has no attention" : null);

    public static string? Skip(PairEvaluation pairs) =>
        Model(pairs) ?? (pairs.Model.Architecture.LastMlp is null ? "no path goes around an MLP" : null);

    public static string? Mirror(CheckpointEvaluation evaluation) =>
        evaluation.Answers.SymmetricAnswers is null ? DifferentKinds : null;

    public static string? Inputs(RepresentationView view) => view.InputMeans is null ? NoNeurons
        : view.NeuronIrreps!.Energies.Sum() == 0 ? "no neuron varies over the pairs" : null;

    public static string? Alignments(RepresentationView view) => NeuronLogitMap(view.Pairs) ?? Inputs(view);

    public static string? Cosets(RepresentationView view) => Inputs(view)
        ?? (view.Cosets is not { } cosets
        ? "the group has too many subgroups to list" : cosets.Neurons.Count == 0 ? "the group has no proper subgroups" : null);

    public static string? FirstNeurons(CyclicView view) =>
        view.NeuronModes is not { } modes ? NoNeurons : modes.TotalEnergy == 0 ? "no neuron varies over the pairs" : null;
}
