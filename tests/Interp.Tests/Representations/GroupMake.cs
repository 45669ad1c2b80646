using Grokking.Training;

namespace Grokking.Interp.Tests;

/// <summary>Functions of pairs of group elements, built by hand.</summary>
internal static class GroupMake
{
    /// <summary>A function of x, y and column at every pair, [n², columns].</summary>
    public static Matrix Pairs(FiniteGroup group, int columns, Func<int, int, int, double> value) =>
        Make.Pairs(group.Order, columns, value);

    /// <summary>Logits Σ_ρ amplitude·χ_ρ(x·y·z⁻¹): what the network of the papers has learned, without any noise.</summary>
    public static Matrix Characters(Representations representations, params (string Irrep, double Amplitude)[] terms)
    {
        var group = representations.Group;
        return Pairs(group, group.Order, (x, y, z) => terms.Sum(term =>
            term.Amplitude * representations[term.Irrep].Characters[group.Product(x, y, group.Inverse(z))]));
    }

    /// <summary>a·b·c.</summary>
    public static int Product(this FiniteGroup group, int a, int b, int c) => group.Product(group.Product(a, b), c);

    /// <summary>A matrix of a function of group element and column.</summary>
    public static Matrix Functions(FiniteGroup group, int columns, Func<int, int, double> value)
    {
        var matrix = new Matrix(group.Order, columns);
        for (var g = 0; g < group.Order; g++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix[g, column] = value(g, column);
            }
        }
        return matrix;
    }

    /// <summary>The sum of two matrices.</summary>
    public static Matrix Plus(this Matrix a, Matrix b)
    {
        var sum = a.Clone();
        System.Numerics.Tensors.TensorPrimitives.Add<double>(sum.Span, b.Span, sum.Span);
        return sum;
    }

    /// <summary>An MLP whose neurons hear functions of x and y that are given, [n, neurons] each, and write others to the
    /// answers; by chance where none are given.</summary>
    public static RepresentationView Network(FiniteGroup group, Matrix first, Matrix second, Matrix? readout = null)
    {
        // W_E is the identity, so that l1.W holds what each element gives to each neuron.
        var (n, operation) = (group.Order, new GroupOperation(group));
        var format = new TokenFormat(EqualsSign: false, SeparateVocabularies: true);
        var config = new ModelConfig
        {
            Architecture = "mlp-groups", DModel = n, DMlp = first.Columns, EqualsSign = false, SeparateVocabularies = true,
        };
        var architecture = ArchitectureCatalogue.Find(config.Architecture).Build(config, operation);
        var weights = WeightInit.Draw(architecture, 5);
        Write(weights.W_E, (row, column) => row % n == column ? 1 : 0);
        Write(weights["l1.W"], (row, column) => row < n ? first[row, column] : second[row - n, column]);
        if (readout is not null)
        {
            Write(weights.W_U, (neuron, answer) => answer < n ? readout[answer, neuron] : 0);
        }
        var activations = FullBatchActivations.Of(new Model(architecture, weights), operation, format);
        return new CheckpointEvaluation(activations).Representations!;
    }

    private static void Write(Training.Tensor tensor, Func<int, int, double> value)
    {
        for (var i = 0; i < tensor.Count; i++)
        {
            tensor.Span[i] = (float)value(i / tensor.Shape[1], i % tensor.Shape[1]);
        }
    }
}
