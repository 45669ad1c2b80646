using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Networks whose algorithm is known, because their weights are written down: embeddings (cos ω_k·t, sin ω_k·t), laid
/// end to end, and neurons σ(cos(ω_k·a + φ) + cos(ω_k·b + ψ)) that write cos(ω_k·c + φ + ψ).</summary>
internal static class HandBuilt
{
    /// <summary>Equal phases: discs, hence a pizza.</summary>
    public static Model Pizza(int p, params int[] frequencies) =>
        Build(p, ActivationKind.Relu, [.. frequencies.SelectMany(Disc)]);

    /// <summary>Independent phases: tori.</summary>
    public static Model Torus(int p, params int[] frequencies) =>
        Build(p, ActivationKind.Relu, [.. frequencies.SelectMany(Grid)]);

    /// <summary>Tori whose neurons receive, besides their own frequency, so much of the next.</summary>
    public static Model Mixed(int p, float share, params int[] frequencies)
    {
        var model = Torus(p, frequencies);
        var (input, width) = (model.Weights["l1.W"], 2 * frequencies.Length);
        for (var neuron = 0; neuron < input.Shape[1]; neuron++)
        {
            float[] own = [.. Enumerable.Range(0, 2 * width).Select(row => input[row, neuron])];
            for (var row = 0; row < 2 * width; row++)
            {
                input[(row / width * width) + ((row + 2) % width), neuron] += share * own[row];
            }
        }
        return model;
    }

    /// <summary>Discs of some frequencies beside tori of others.</summary>
    public static Model Mixture(int p, int[] discs, int[] tori) =>
        Build(p, ActivationKind.Relu, [.. discs.SelectMany(Disc), .. tori.SelectMany(Grid)]);

    /// <summary>The network of largest margin with squares for its non-linearity: eight neurons a frequency.</summary>
    public static Model Quadratic(int p, params int[] frequencies) => Build(p, ActivationKind.Quadratic,
        [.. frequencies.SelectMany(k =>
            Phases(4).SelectMany(first => Phases(4).Take(2).Select(second => new Neuron(k, first, second))))]);

    /// <summary>The network of largest margin for an operation that is addition in disguise: the same numbers in the order of the
    /// labels, and where 0 lies outside the group, one neuron more that sees it and answers 0.</summary>
    public static Model InDisguise(BinaryOperation operation, params int[] frequencies)
    {
        var algebra = (Algebra.Cyclic)operation.Algebra;
        var plain = Quadratic(algebra.Order, frequencies);
        var (width, seen) = (plain.Architecture.DModel, plain.Weights.W_U.Shape[0]);
        var (dModel, neurons) = operation.Left > algebra.Order ? (width + 1, seen + 1) : (width, seen);
        var model = Network(operation.Left, dModel, neurons, ActivationKind.Quadratic, biasTimes: 0);
        // A right operand of the opposite label has the other sine.
        var isOpposite = !algebra.Right.SequenceEqual(algebra.Left);
        for (var label = 0; label < algebra.Order; label++)
        {
            plain.Weights.W_E.Slice(label).Span.CopyTo(model.Weights.W_E.Slice(algebra.Left[label]).Span);
            for (var neuron = 0; neuron < seen; neuron++)
            {
                model.Weights.W_U[neuron, algebra.Answer[label]] = plain.Weights.W_U[neuron, label];
            }
        }
        for (var row = 0; row < 2 * width; row++)
        {
            var isRight = row >= width;
            for (var neuron = 0; neuron < seen; neuron++)
            {
                model.Weights["l1.W"][isRight ? row - width + dModel : row, neuron] =
                    plain.Weights["l1.W"][row, neuron] * (isOpposite && isRight && (row - width) % 2 == 1 ? -1 : 1);
            }
        }
        if (operation.Left > algebra.Order)
        {
            const float sure = 100;
            model.Weights.W_E[0, width] = 1;
            (model.Weights["l1.W"][width, seen], model.Weights["l1.W"][dModel + width, seen], model.Weights.W_U[seen, 0]) =
                (1, 1, sure);
        }
        return model;
    }

    /// <summary>A number line: all neurons receive x(a) + x(b), where x(t) is (k·t − cut) mod p, and begin at one whole number
    /// each, so that together they write any function of the sum: for each answer a triangle of period p about it.</summary>
    public static Model Line(int p, int k, int cut)
    {
        var model = Network(p, 1, (2 * p) - 1, ActivationKind.Relu, biasTimes: 1);
        for (var t = 0; t < p; t++)
        {
            model.Weights.W_E[t, 0] = ((k * t) + p - cut) % p;
        }
        for (var i = 0; i < (2 * p) - 1; i++)
        {
            (model.Weights["l1.W"][0, i], model.Weights["l1.W"][1, i], model.Weights["l1.b"][i]) = (1, 1, 1 - i);
            for (var c = 0; c < p; c++)
            {
                // A function on the whole numbers is the sum of its second differences times such neurons.
                model.Weights.W_U[i, c] = Triangle(i, c) - (2 * Triangle(i - 1, c)) + Triangle(i - 2, c);
            }
        }
        return model;

        float Triangle(int sum, int c)
        {
            var apart = ((sum - (k * c) + (2 * cut)) % p + p) % p;
            return sum < 0 ? 0 : 20 - (80f / p * Math.Min(apart, p - apart));
        }
    }

    /// <summary>Tori behind a layer that only mirrors what it receives, in a mirror askew to all waves, with so large a bias that
    /// its ReLUs stay open: each of its neurons has something of every frequency.</summary>
    public static Model BehindAMirror(int p, params int[] frequencies)
    {
        const float open = 10;
        var tori = Torus(p, frequencies);
        var (input, width) = (tori.Weights["l1.W"], tori.Weights["l1.W"].Shape[0]);
        var neurons = input.Shape[1];
        var architecture = new Architecture("hand-built",
        [
            new Embed(p, width / 2, 1),
            new Combine(CombineKind.Concat, width / 2, 2),
            new Linear("l1", width, width, ActivationKind.Relu, 1, Initialisation.Constant(open)),
            new Linear("l2", width, neurons, ActivationKind.Relu, 1, Initialisation.Constant(0)),
            new Unembed(neurons, p, 1),
        ]);
        var model = new Model(architecture, new Weights(architecture.Parameters));
        tori.Weights.W_E.Span.CopyTo(model.Weights.W_E.Span);
        tori.Weights.W_U.Span.CopyTo(model.Weights.W_U.Span);
        for (var i = 0; i < width; i++)
        {
            model.Weights["l1.b"][i] = open;
            for (var j = 0; j < width; j++)
            {
                model.Weights["l1.W"][i, j] = Mirror(i, j);
            }
            for (var neuron = 0; neuron < neurons; neuron++)
            {
                var mirrored = Enumerable.Range(0, width).Sum(j => Mirror(i, j) * input[j, neuron]);
                model.Weights["l2.W"][i, neuron] = mirrored;
                model.Weights["l2.b"][neuron] -= open * mirrored;
            }
        }
        return model;

        // Its own inverse.
        float Mirror(int i, int j) => (i == j ? 1 : 0) - (2f / width);
    }

    /// <summary>A table of answers: one neuron for each listed pair, which alone it excites.</summary>
    public static Model Table(int p, IReadOnlyList<int> pairs)
    {
        var model = Network(p, p, pairs.Count, ActivationKind.Relu, biasTimes: 1);
        for (var t = 0; t < p; t++)
        {
            model.Weights.W_E[t, t] = 1;
        }
        for (var i = 0; i < pairs.Count; i++)
        {
            var (a, b) = Math.DivRem(pairs[i], p);
            model.Weights["l1.W"][a, i] = 1;
            model.Weights["l1.W"][p + b, i] = 1;
            model.Weights["l1.b"][i] = -1.5f;
            model.Weights.W_U[i, (a + b) % p] = 20;
        }
        return model;
    }

    private static IEnumerable<Neuron> Disc(int k) => Phases(16).Select(phase => new Neuron(k, phase, phase));

    private static IEnumerable<Neuron> Grid(int k) =>
        Phases(8).SelectMany(first => Phases(8).Select(second => new Neuron(k, first, second)));

    private static IEnumerable<double> Phases(int count) => Enumerable.Range(0, count).Select(i => 2 * Math.PI * i / count);

    private static Model Build(int p, ActivationKind activation, Neuron[] neurons)
    {
        var frequencies = neurons.Select(neuron => neuron.Frequency).Distinct().ToArray();
        var model = Network(p, 2 * frequencies.Length, neurons.Length, activation, biasTimes: 0);
        var (embedding, input, output) = (model.Weights.W_E, model.Weights["l1.W"], model.Weights.W_U);
        for (var t = 0; t < p; t++)
        {
            for (var i = 0; i < frequencies.Length; i++)
            {
                embedding[t, 2 * i] = (float)Math.Cos(Angle(p, frequencies[i], t));
                embedding[t, (2 * i) + 1] = (float)Math.Sin(Angle(p, frequencies[i], t));
            }
        }
        for (var i = 0; i < neurons.Length; i++)
        {
            var neuron = neurons[i];
            var place = 2 * Array.IndexOf(frequencies, neuron.Frequency);
            input[place, i] = (float)Math.Cos(neuron.First);
            input[place + 1, i] = (float)-Math.Sin(neuron.First);
            input[embedding.Shape[1] + place, i] = (float)Math.Cos(neuron.Second);
            input[embedding.Shape[1] + place + 1, i] = (float)-Math.Sin(neuron.Second);
            for (var c = 0; c < p; c++)
            {
                output[i, c] = (float)Math.Cos(Angle(p, neuron.Frequency, c) + neuron.First + neuron.Second);
            }
        }
        return model;
    }

    private static Model Network(int p, int dModel, int neurons, ActivationKind activation, int biasTimes)
    {
        var architecture = new Architecture("hand-built",
        [
            new Embed(p, dModel, 1),
            new Combine(CombineKind.Concat, dModel, 2),
            new Linear("l1", 2 * dModel, neurons, activation, biasTimes, Initialisation.Constant(0)),
            new Unembed(neurons, p, 1),
        ]);
        return new Model(architecture, new Weights(architecture.Parameters));
    }

    private static double Angle(int p, int k, int x) => 2 * Math.PI * k * x / p;

    private sealed record Neuron(int Frequency, double First, double Second);
}
