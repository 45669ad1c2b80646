using System.Numerics.Tensors;

namespace Grokking.Training;

/// <summary>Muon on hidden matrices, AdamW on the rest.</summary>
internal sealed class MuonStage : UpdateStage
{
    private readonly Muon optimizer;
    private readonly AdamStage rest;
    private readonly float[] momentum;
    private readonly (Parameter Parameter, int Rows, int Columns)[] matrices;

    public MuonStage(TrainedWeights weights, Muon optimizer)
        : base(weights)
    {
        this.optimizer = optimizer;
        momentum = new float[weights.Values.Length];
        matrices = [.. weights.Table.All.Where(IsHidden)
            .Select(parameter => (parameter, Rows(parameter), parameter.Count / Rows(parameter)))];
        var others = optimizer.Rest with
        {
            LearningRate = optimizer.LearningRate, WarmupSteps = optimizer.WarmupSteps, AnnealSteps = optimizer.AnnealSteps,
                FinalRate = optimizer.FinalRate,
        };
        rest = new AdamStage(weights, others, decays: false, parameter => !IsHidden(parameter));
    }

    public override IEnumerable<(string Name, float[] Values)> State => rest.State.Prepend((Sgd.MomentumName, momentum));

    public override void Run(int step)
    {
        rest.Run(step);
        foreach (var (parameter, rows, columns) in matrices)
        {
            var moving = TrainedWeights.Of(momentum, parameter);
            var gradient = TrainedWeights.Of(Trained.Gradients, parameter);
            var (keep, add) = ((float)optimizer.Momentum, (float)(1 - optimizer.Momentum));
            TensorPrimitives.Multiply(moving, keep, moving);
            TensorPrimitives.FusedMultiplyAdd(gradient, add, moving, moving);
            var update = new float[parameter.Count];
            TensorPrimitives.Multiply(gradient, add, update);
            TensorPrimitives.FusedMultiplyAdd(moving, keep, update, update);
            var joined = NewtonSchulz.Orthogonalise(Join(update, parameter), rows, columns, Trained.Product);
            var scale = -optimizer.RateAt(step) * 0.2 * Math.Sqrt(Math.Max(rows, columns));
            var values = TrainedWeights.Of(Trained.Values, parameter);
            TensorPrimitives.FusedMultiplyAdd(Split(joined, parameter), (float)scale, values, values);
        }
    }

    /// <summary>Whether Muon moves a parameter: a matrix, or one for each head, that is no embedding and no
    /// unembedding.</summary>
    private static bool IsHidden(Parameter parameter) =>
        parameter.Shape.Rank >= 2 && parameter.Name is not (ParameterNames.W_E or ParameterNames.W_pos or ParameterNames.W_U);

    // W_Q, W_K, W_V [n_heads, d_model, d_head] are [d_model, n_heads·d_head] side by side; W_O [n_heads, d_head, d_model] is
    // [n_heads·d_head, d_model] as it lies.
    private static int Rows(Parameter parameter) => parameter.Shape.Rank == 2 ? parameter.Shape[0]
        : IsSideBySide(parameter) ? parameter.Shape[1]
        : parameter.Shape[0] * parameter.Shape[1];

    private static bool IsSideBySide(Parameter parameter) =>
        parameter.Shape.Rank == 3 && !parameter.Name.EndsWith("W_O", StringComparison.Ordinal);

    private static float[] Join(float[] heads, Parameter parameter)
    {
        if (!IsSideBySide(parameter))
        {
            return heads;
        }
        var matrix = new float[heads.Length];
        HeadLayout.ToMatrix(heads, parameter.Shape[0], parameter.Shape[1], parameter.Shape[2], matrix);
        return matrix;
    }

    private static float[] Split(float[] matrix, Parameter parameter)
    {
        if (!IsSideBySide(parameter))
        {
            return matrix;
        }
        var heads = new float[matrix.Length];
        HeadLayout.AddToHeads(matrix, parameter.Shape[0], parameter.Shape[1], parameter.Shape[2], heads);
        return heads;
    }
}

/// <summary>Makes a matrix nearly orthogonal: each singular value goes to about 1, by five steps of a quintic (Jordan et al.
/// 2024).</summary>
internal static class NewtonSchulz
{
    private const int Steps = 5;
    private const float A = 3.4445f, B = -4.775f, C = 2.0315f;
    private const double SmallestNorm = 1e-7;

    /// <summary>X ← a·X + (b·S + c·S²)·X with S = X·Xᵀ, from the matrix over its norm; on the transpose where that is
    /// wider.</summary>
    public static float[] Orthogonalise(float[] matrix, int rows, int columns, MatrixProduct product)
    {
        var norm = Math.Max(Math.Sqrt(VectorOps.SumOfSquares(matrix)), SmallestNorm);
        var isTall = rows > columns;
        var (m, n) = isTall ? (columns, rows) : (rows, columns);
        var x = new float[matrix.Length];
        if (isTall)
        {
            PaperLayout.Transpose(matrix, rows, columns, x);
        }
        else
        {
            matrix.CopyTo(x, 0);
        }
        TensorPrimitives.Multiply(x, (float)(1 / norm), x);
        var (gram, polynomial, next) = (new float[m * m], new float[m * m], new float[x.Length]);
        for (var step = 0; step < Steps; step++)
        {
            var wide = new Matrix(x, m, n);
            product.Multiply(wide, wide.Transposed, gram, m, accumulate: false);
            product.Multiply(new Matrix(gram, m, m), new Matrix(gram, m, m), polynomial, m, accumulate: false);
            TensorPrimitives.Multiply(polynomial, C, polynomial);
            TensorPrimitives.MultiplyAdd(gram, B, polynomial, polynomial);
            product.Multiply(new Matrix(polynomial, m, m), wide, next, n, accumulate: false);
            TensorPrimitives.MultiplyAdd(x, A, next, next);
            (x, next) = (next, x);
        }
        if (!isTall)
        {
            return x;
        }
        PaperLayout.Transpose(x, m, n, next);
        return next;
    }
}
