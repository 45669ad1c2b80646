using System.Globalization;
using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>State dicts with transformer names, in either layout.</summary>
internal abstract partial record TransformerFileFormat(string Description, TensorLayout Layout) : StateDictFormat(Description)
{
    /// <inheritdoc/>
    protected override bool Knows(string name) => KnownName().IsMatch(name);

    /// <summary>Number of blocks, counted from 0 without a gap.</summary>
    protected static int Blocks(NamedTensors file)
    {
        var numbers = file.Tensors.Keys.Select(name => name.Split('.', 3)).Where(parts => parts is ["blocks", _, _])
            .Select(parts => parts[1]).ToHashSet();
        return Enumerable.Range(0, numbers.Count + 1)
            .First(block => !numbers.Contains(block.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>All ways to read tokens and rates that fit the sizes and the sidecar.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="sizes">The network as far as shapes tell.</param>
    /// <param name="nCtx">Number of positions.</param>
    /// <param name="dVocab">Number of tokens.</param>
    /// <param name="sidecar">What lies beside the file.</param>
    /// <param name="rates">Attention rates to try, the likeliest first.</param>
    protected IEnumerable<StateDictReading> Readings(
        string path, ModelConfig sizes, int nCtx, int dVocab, Sidecar sidecar, IReadOnlyList<double> rates)
    {
        if (nCtx is not (2 or 3))
        {
            throw new InvalidDataException(
                $"{path}: '{ParameterNames.W_pos}' has {nCtx} positions; expected 2 (a, b) or 3 (a, b, =).");
        }
        if (sidecar.EqualsSign is { } stated && stated != (nCtx == 3))
        {
            throw new InvalidDataException(
                $"{path}: has {nCtx} positions, but {sidecar.Path} says eqn_sign = {(stated ? 1 : 0)}.");
        }
        var numbers = nCtx == 3 ? dVocab - 1 : dVocab;
        bool[] separations =
            sidecar.SeparateVocabularies is { } separate ? [separate] : numbers % 2 == 0 ? [false, true] : [false];
        return
            from separation in separations
            let answers = separation ? numbers / 2 : numbers
            where sidecar.P is null || sidecar.P == answers
            from task in TasksWith(answers, sidecar)
            where sizes.DVocabOut >= task.P
            from rate in rates
            select ReadAs(
                sizes with { AttentionRate = rate, EqualsSign = nCtx == 3, SeparateVocabularies = separation }, task, sidecar);
    }

    private StateDictReading ReadAs(ModelConfig model, (string Id, int P) task, Sidecar sidecar)
    {
        var config = new RunConfig { Task = new TaskConfig { Id = task.Id, P = task.P }, Model = model };
        var split = sidecar.SplitOf(task.P);
        if (split is not null)
        {
            config = config with { Split = new SplitConfig { TrainPairs = split.Train, TestPairs = split.Test } };
        }
        var what = $"{Description}: {config.CreateOperation().Description}, {model.NLayers} "
            + $"block{(model.NLayers == 1 ? "" : "s")}, attention rate "
            + model.AttentionRate.ToString("G6", CultureInfo.InvariantCulture)
            + (model.SeparateVocabularies ? ", two vocabularies" : "") + (model.EqualsSign ? ", with '='" : "")
            + (sidecar.Activation is null ? ", ReLU assumed" : "") + (model.LayerNorm ? ", LayerNorm" : "");
        return new StateDictReading(config, name => new TensorSource(name, Layout), split, what);
    }

    [GeneratedRegex(@"^(x_embed|y_embed|embed\.W_E|pos_embed\.W_pos|unembed\.(W_U|b_U)|(ln_final|blocks\.\d+\.ln[12])\.[wb]"
        + @"|blocks\.\d+\.attn\.([WB]_[QKVO]|b_[QKVO]|mask|IGNORE)|blocks\.\d+\.mlp\.(W_in|b_in|W_out|b_out))$")]
    private static partial Regex KnownName();
}

/// <summary>The transformers of Nanda et al. (2023) and Zhong et al. (2023): transposed matrices, W_O with two axes.</summary>
internal sealed record PaperTransformerFormat()
    : TransformerFileFormat("a transformer as Nanda et al. (2023) and Zhong et al. (2023) store it", TensorLayout.Paper)
{
    /// <inheritdoc/>
    public override bool Recognises(NamedTensors file) =>
        file.Tensors.TryGetValue(ParameterNames.W_O(0), out var output) && output.Shape.Rank == 2;

    /// <inheritdoc/>
    /// <remarks>
    /// Two positions, or an attention rate beside the file, mean Zhong et al., who use no mask; three positions alone mean Nanda
    /// et al. Without a rate beside the file 1 and 0 are tried: other rates cannot be told from the weights.
    /// </remarks>
    public override IEnumerable<StateDictReading> Candidates(string path, NamedTensors file, Sidecar sidecar)
    {
        var position = Get(path, file, ParameterNames.W_pos, 2);
        var heads = Get(path, file, ParameterNames.W_K(0), 3).Shape[0];
        var dVocab = Get(path, file, ParameterNames.W_E, 2).Shape[1];
        var (nCtx, dModel) = (position.Shape[0], position.Shape[1]);
        var isZhong = nCtx == 2 || sidecar.AttentionRate is not null;
        var sizes = new ModelConfig
        {
            Architecture = isZhong ? TransformerFamily.ZhongId : TransformerFamily.FamilyId,
            NLayers = Blocks(file),
            DModel = dModel,
            NHeads = heads,
            DHead = Get(path, file, ParameterNames.W_O(0), 2).Shape[1] / heads,
            DMlp = Get(path, file, ParameterNames.W_in(0), 2).Shape[0],
            DVocabOut = Get(path, file, ParameterNames.W_U, 2).Shape[1],
            Activation = sidecar.Activation ?? ActivationKind.Relu,
            Causal = !isZhong,
        };
        double[] rates = sidecar.AttentionRate is { } rate ? [rate] : isZhong ? [1, 0] : [1];
        return Readings(path, sizes, nCtx, dVocab, sidecar, rates);
    }
}

/// <summary>Transformers with TransformerLens names and shapes: those of Chughtai et al. (2023), the library's own demo, and
/// ours.</summary>
internal sealed record TransformerLensFormat()
    : TransformerFileFormat("a transformer with TransformerLens names", TensorLayout.Ours)
{
    /// <inheritdoc/>
    public override bool Recognises(NamedTensors file) =>
        file.Tensors.TryGetValue(ParameterNames.W_O(0), out var output) && output.Shape.Rank == 3;

    /// <inheritdoc/>
    public override IEnumerable<StateDictReading> Candidates(string path, NamedTensors file, Sidecar sidecar)
    {
        RejectBiases(path, file);
        var output = Get(path, file, ParameterNames.W_O(0), 3).Shape;
        var embedding = Get(path, file, ParameterNames.W_E, 2).Shape;
        var sizes = new ModelConfig
        {
            Architecture = sidecar.Group is null ? TransformerFamily.FamilyId : TransformerFamily.GroupsId,
            NLayers = Blocks(file),
            DModel = embedding[1],
            NHeads = output[0],
            DHead = output[1],
            DMlp = Get(path, file, ParameterNames.W_in(0), 2).Shape[1],
            DVocabOut = Get(path, file, ParameterNames.W_U, 2).Shape[1],
            Activation = sidecar.Activation ?? ActivationKind.Relu,
            LayerNorm = file.Tensors.ContainsKey("blocks.0.ln1.w"),
        };
        return Readings(path, sizes, Get(path, file, ParameterNames.W_pos, 2).Shape[0], embedding[0], sidecar, [1]);
    }

    // Our attention and unembedding have no biases; TransformerLens stores them, frozen at zero in grokking runs.
    private static void RejectBiases(string path, NamedTensors file)
    {
        foreach (var (name, tensor) in file.Tensors)
        {
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (last is "b_Q" or "b_K" or "b_V" or "b_O" or "b_U" && tensor.Span.IndexOfAnyExcept(0f) >= 0)
            {
                throw new InvalidDataException(
                    $"{path}: '{ForeignText.Show(name)}' is not zero; attention and unembedding biases are not supported.");
            }
        }
    }
}
