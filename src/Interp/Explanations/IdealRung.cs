namespace Grokking.Interp;

/// <summary>What is kept of a network besides the harmonics of each neuron's own frequency, from least to most.</summary>
public enum IdealRung
{
    /// <summary>A neuron receives a function of a and one of b, each cut to harmonics: attention is averaged away.</summary>
    Additive,

    /// <summary>And its modes cos and sin of ω(a + b) and ω(a − b), which attention adds.</summary>
    SecondOrder,

    /// <summary>One block: attention weights are exact, and what each head brings from each position is cut to
    /// harmonics.</summary>
    ExactAttention,

    /// <summary>Several layers of neurons: what a neuron receives is cut to products of harmonics of its own frequency in a and
    /// in b in the first layer, to sums of such products over the network's frequencies in the others.</summary>
    EveryLayer,

    /// <summary>Several layers of neurons one behind the other: the last alone is cut, to a function of a and one of b, each of
    /// harmonics of a neuron's own frequency. As nothing leads around it, the layers before only embed.</summary>
    LastLayer,

    /// <summary>One block: <see cref="ExactAttention"/>, and the frequency of a neuron is that which is strongest when products
    /// of waves count, which attention makes of a wave in its weights and one in what it brings.</summary>
    Products,

    /// <summary>The last of the rungs with one frequency, and of neurons that read a number line, of several layers those of the
    /// first, a line of their own frequency. A line has the operands x in the order of k·x mod n, equally far apart and cut at
    /// one place.</summary>
    NumberLine,

    /// <summary>The rung before, and of each neuron's second frequency the wave itself: neurons, of several layers those of the
    /// first, may mix two frequencies.</summary>
    TwoFrequencies,

    /// <summary>The same with a third.</summary>
    ThreeFrequencies,
}

/// <summary>Rungs in words.</summary>
public static class IdealRungs
{
    extension(IdealRung rung)
    {
        /// <summary>What explains a network that is judged by a rung, a few words.</summary>
        public string Words() => rung switch
        {
            IdealRung.Additive or IdealRung.SecondOrder => "one frequency a neuron",
            IdealRung.ExactAttention => "one frequency a neuron and the attention weights",
            IdealRung.EveryLayer => "one frequency a neuron in the first layer",
            IdealRung.LastLayer => "one frequency a neuron of the last layer",
            IdealRung.Products => "one frequency a neuron, of products too, and the attention weights",
            IdealRung.NumberLine => "number lines",
            IdealRung.TwoFrequencies => "two frequencies a neuron",
            _ => "three frequencies a neuron",
        };
    }
}
