using System.Globalization;
using System.Text.RegularExpressions;

namespace Grokking.Training;

/// <summary>State dicts with transformer names, in either layout.</summary>
internal abstract partial record TransformerFileFamily(string Description, TensorLayout Layout) : ForeignFamily(Description)
{
    /// <inheritdoc/>
    protected override bool Knows(string name) => KnownName().IsMatch(name);

    /// <summary>Number of blocks, counted from 0 without a gap.</summary>
    protected static int Blocks(NamedTensors file)
    {
        var numbers = file.Tensors.Keys.Select(name => name.Split('.', 3)).Where(parts => parts is ["blocks", _, _]).Select(parts => parts[1]).ToHashSet();
        return Enumerable.Range(0, numbers.Count + 1).First(block => !numbers.Contains(block.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>All ways to read tokens and rates that fit the sizes and the sidecar.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="sizes">The network as far as shapes tell.</param>
    /// <param name="nCtx">Number of positions.</param>
    /// <param name="dVocab">Number of tokens.</param>
    /// <param name="sidecar">What lies beside the file.</param>
    /// <param name="rates">Attention rates to try, the likeliest first.</param>
    protected IEnumerable<Candidate> Readings(
        string path, ModelConfig sizes, int nCtx, int dVocab, Sidecar sidecar, IReadOnlyList<double> rates)
    {
        if (nCtx is not (2 or 3))
        {
            throw new InvalidDataException($"{path}: '{ParameterNames.W_pos}' has {nCtx} positions; expected 2 (a, b) or 3 (a, b, =).");
        }
        if (sidecar.EqualsSign is { } stated && stated != (nCtx == 3))
        {
            throw new InvalidDataException($"{path}: has {nCtx} positions, but {sidecar.Path} says eqn_sign = {(stated ? 1 : 0)}.");
        }
        var numbers = nCtx == 3 ? dVocab - 1 : dVocab;
        bool[] separations = sidecar.SeparateVocabularies is { } separate ? [separate] : numbers % 2 == 0 ? [false, true] : [false];
        return
            from separation in separations
            let answers = separation ? numbers / 2 : numbers
            where sidecar.P is null || sidecar.P == answers
            from task in TasksWith(answers, sidecar)
            where sizes.DVocabOut >= task.P
            from rate in rates
            select ReadAs(sizes with { AttentionRate = rate, EqualsSign = nCtx == 3, SeparateVocabularies = separation }, task, sidecar);
    }

    private Candidate ReadAs(ModelConfig model, (string Id, int P) task, Sidecar sidecar)
    {
        var config = new RunConfig { Task = new TaskConfig { Id = task.Id, P = task.P }, Model = model };
        var split = sidecar.SplitOf(task.P);
        if (split is not null)
        {
            config = config with { Split = new SplitConfig { TrainPairs = split.Train, TestPairs = split.Test } };
        }
        var what = $"{Description}: {config.CreateOperation().Description}, {model.NLayers} block{(model.NLayers == 1 ? "" : "s")}, attention rate "
            + model.AttentionRate.ToString("G6", CultureInfo.InvariantCulture)
            + (model.SeparateVocabularies ? ", two vocabularies" : "") + (model.EqualsSign ? ", with '='" : "")
            + (sidecar.Activation is null ? ", ReLU assumed" : "") + (model.LayerNorm ? ", LayerNorm" : "");
        return new Candidate(config, name => new TensorSource(name, Layout), split, what);
    }

    [GeneratedRegex(@"^(x_embed|y_embed|embed\.W_E|pos_embed\.W_pos|unembed\.(W_U|b_U)|(ln_final|blocks\.\d+\.ln[12])\.[wb]"
        + @"|blocks\.\d+\.attn\.([WB]_[QKVO]|b_[QKVO]|mask|IGNORE)|blocks\.\d+\.mlp\.(W_in|b_in|W_out|b_out))$")]
    private static partial Regex KnownName();
}
