using System.Numerics.Tensors;
using Grokking.Training;

namespace Grokking.Interp;

/// <summary>What an irreducible real representation is over the complex numbers (Frobenius and Schur 1906).</summary>
public enum IrrepType
{
    /// <summary>Irreducible there too.</summary>
    Real,

    /// <summary>Two representations that are each other's conjugates, joined.</summary>
    Complex,

    /// <summary>Twice one representation whose character is real but that has no real matrices.</summary>
    Quaternionic,
}

/// <summary>
/// An irreducible real representation ρ of a finite group of n elements. With its real dimension d, character χ and
/// c = (1/n)·Σ_g χ(g)² (1 real, 2 complex, 4 quaternionic), P[a, b] = d/(c·n)·χ(a·b⁻¹) projects functions on the group onto the
/// span of its matrix entries, which has d²/c dimensions. Matrices and bases are made on first use. Immutable; safe for
/// concurrent use.
/// </summary>
public sealed class Irrep
{
    private readonly FiniteGroup group;
    private readonly double[] characters;
    private readonly Lazy<Matrix> basis;
    private readonly Lazy<Matrix> matrices;

    internal Irrep(FiniteGroup group, string name, RealCharacter character)
    {
        this.group = group;
        (Name, Type) = (name, character.Type);
        characters = [.. Enumerable.Range(0, group.Order).Select(g => character.Values[group.Classes.Of(g)])];
        Dimension = (int)characters[group.Identity];
        IsTrivial = characters.All(value => value == 1);
        basis = new(() => ProjectorBasis.Of(group, Kernel(), Rank));
        matrices = new(() => IrrepMatrices.Of(group, this));
    }

    /// <summary>Its name: that of Chughtai, Chan and Nanda (2023) where they have one, as <c>sign</c>, <c>standard</c>,
    /// <c>s5_5d_a</c>, <c>freq_3</c>.</summary>
    public string Name { get; }

    /// <summary>What it is over the complex numbers.</summary>
    public IrrepType Type { get; }

    /// <summary>The size d of its real matrices.</summary>
    public int Dimension { get; }

    /// <summary>c = (1/n)·Σ_g χ(g)²: 1, 2 or 4.</summary>
    public int Multiplicity => Type switch { IrrepType.Real => 1, IrrepType.Complex => 2, _ => 4 };

    /// <summary>How many dimensions its matrix entries span, d²/c; over all of a group's representations they sum to n.</summary>
    public int Rank => Dimension * Dimension / Multiplicity;

    /// <summary>Whether every element is represented by 1.</summary>
    public bool IsTrivial { get; }

    /// <summary>χ of each element, [n]: exact but for the last bits of cosines.</summary>
    public IReadOnlyList<double> Characters => characters;

    /// <summary>Orthonormal functions on the group that span the matrix entries, [d²/c, n]; B·Bᵀ is the identity and Bᵀ·B is P.
    /// Not to be changed.</summary>
    public Matrix Basis => basis.Value;

    /// <summary>ρ(g), an orthogonal matrix, [d, d]; ρ(a)·ρ(b) = ρ(a·b) to 1e-12.</summary>
    /// <param name="element">g, 0..n−1.</param>
    /// <returns>A new matrix.</returns>
    public Matrix MatrixOf(int element) => new(Dimension, Dimension, matrices.Value.Row(element).ToArray());

    /// <summary>The coefficient f̂ = (1/n)·Σ_g f(g)·ρ(g⁻¹) of a function on the group.</summary>
    /// <param name="values">f, [n].</param>
    /// <returns>[d, d], a new matrix; the part of f in this representation is d/c·tr(f̂·ρ(g)).</returns>
    /// <exception cref="ArgumentException">There are not n values.</exception>
    public Matrix Coefficient(ReadOnlySpan<double> values)
    {
        Require.That(values.Length == group.Order, $"expected {group.Order} values, got {values.Length}.", nameof(values));
        var sum = new Matrix(Dimension, Dimension);
        for (var g = 0; g < values.Length; g++)
        {
            TensorPrimitives.MultiplyAdd(matrices.Value.Row(g), values[g] / values.Length, sum.Span, sum.Span);
        }
        return sum.Transpose();
    }

    /// <summary>The function d/c·tr(f̂·ρ(g)) that a coefficient stands for, [n].</summary>
    /// <param name="coefficient">f̂, [d, d].</param>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public double[] Function(Matrix coefficient)
    {
        ArgumentNullException.ThrowIfNull(coefficient);
        Require.That(coefficient.Rows == Dimension && coefficient.Columns == Dimension,
            $"expected [{Dimension}, {Dimension}], got {coefficient}.", nameof(coefficient));
        var (transposed, scale) = (coefficient.Transpose(), (double)Dimension / Multiplicity);
        return [.. Enumerable.Range(0, group.Order).Select(g =>
            scale * TensorPrimitives.Dot<double>(transposed.Span, matrices.Value.Row(g)))];
    }

    /// <summary>The projection's values by g = a·b⁻¹, [n]: d/(c·n)·χ(g).</summary>
    public double[] Kernel()
    {
        var kernel = new double[characters.Length];
        TensorPrimitives.Multiply(characters, (double)Dimension / (Multiplicity * kernel.Length), kernel);
        return kernel;
    }

    /// <summary>The name and the dimension, for a debugger and a failing test.</summary>
    public override string ToString() => $"{Name}, dimension {Dimension}";
}
