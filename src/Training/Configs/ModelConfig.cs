using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>The network of a run, before the task fixes its vocabulary.</summary>
public sealed record ModelConfig
{
    /// <summary>Id of the architecture, an entry of <see cref="ArchitectureCatalogue"/>. Default <c>transformer</c>.</summary>
    public string Architecture { get; init; } = TransformerFamily.FamilyId;

    /// <summary>Number of blocks, 1 to 16. Default 1.</summary>
    public int NLayers { get; init; } = 1;

    /// <summary>Width of the residual stream. Default 128.</summary>
    public int DModel { get; init; } = 128;

    /// <summary>Number of attention heads. Default 4.</summary>
    public int NHeads { get; init; } = 4;

    /// <summary>Width of a head; null means d_model/n_heads, which must then divide. Default null.</summary>
    public int? DHead { get; init; }

    /// <summary>Number of neurons of an MLP; null means 4·d_model. Default null.</summary>
    public int? DMlp { get; init; }

    /// <summary>Number of output classes; null means one for each token, as in Nanda et al. (2023). Default null.</summary>
    public int? DVocabOut { get; init; }

    /// <summary>Non-linearity of the MLPs. Default ReLU.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Relu;

    /// <summary>Whether LayerNorm precedes each attention, each MLP and the unembedding. Default false.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>Attention rate r, 0 to 1: A = r·softmax + (1 − r). Default 1.</summary>
    public double AttentionRate { get; init; } = 1;

    /// <summary>Whether a position sees only itself and earlier ones. Default true.</summary>
    public bool Causal { get; init; } = true;

    /// <summary>Whether "=" follows the pair. Default true.</summary>
    public bool EqualsSign { get; init; } = true;

    /// <summary>Whether b has tokens of its own. Default false.</summary>
    public bool SeparateVocabularies { get; init; }

    /// <summary>
    /// How a pair is written: <c>pair</c>, a, b and perhaps "="; <c>equation</c>, ⟨eos⟩ a ∘ b =; <c>equation_end</c>, which
    /// learns the ⟨eos⟩ behind the answer too, as Power et al. (2022) did. Equations have their 239 tokens, or more where
    /// operands need them. Default <c>pair</c>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PairTemplate Template { get; init; }

    /// <summary>Whether neurons on one-hot inputs are normalised by batch before the output layer. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BatchNorm { get; init; }

    /// <summary>
    /// Where the weights start: <c>drawn</c> at random, or <c>analytic</c>, solved without training, for one-hot networks (Gromov
    /// 2023). Default <c>drawn</c>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public StartKind Start { get; init; }

    /// <summary>Seed of the initial weights: what PyTorch's CPU generator draws after <c>torch.manual_seed</c>. Default
    /// 0.</summary>
    public int Seed { get; init; }

    /// <summary>Width of a head.</summary>
    internal int HeadWidth => DHead ?? DModel / NHeads;

    /// <summary>Number of neurons of an MLP.</summary>
    internal int MlpWidth => DMlp ?? 4 * DModel;

    /// <summary>How a pair becomes tokens.</summary>
    internal TokenFormat Format => new(EqualsSign, SeparateVocabularies, Template);
}

/// <summary>Where weights start.</summary>
public enum StartKind
{
    /// <summary>Drawn at random.</summary>
    Drawn,

    /// <summary>Solved without training; see <see cref="OneHotMlpFamily.Solve"/>.</summary>
    Analytic,
}
