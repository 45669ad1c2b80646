using Grokking.Training;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Grokking.Interp;

/// <summary>The character of an irreducible real representation: its value on each class, [classes].</summary>
internal sealed record RealCharacter(IrrepType Type, double[] Values);

/// <summary>
/// The characters of a group's irreducible real representations, by Burnside's method: class functions that are the same at g and
/// g⁻¹ form an algebra under convolution, and one of them, drawn at random, has the characters as its eigenvectors. As in Dixon's
/// method the values are then made exact: χ(g) is a sum of roots of unity whose multiplicities, which are integers, follow from
/// the powers of g.
/// </summary>
internal static class RealCharacters
{
    private const int Draws = 20;

    // Eigenvectors among 500 are known to some 1e-9, mixed ones not at all.
    private const double FromInteger = 1e-4;

    // A sum of a few cosines that is this near to an integer is one.
    private const double OfRounding = 1e-11;

    /// <summary>All of them; the trivial one first, the others in no order.</summary>
    /// <exception cref="InvalidOperationException">They were not found.</exception>
    public static IReadOnlyList<RealCharacter> Of(FiniteGroup group)
    {
        var classes = RealClasses.Of(group);
        for (var seed = 1; seed <= Draws; seed++)
        {
            // Two characters that share an eigenvalue by chance come out mixed; then another draw is made.
            if (Draw(group, classes, new Random(seed)) is { } found)
            {
                return [.. found.OrderByDescending(character => character.Values.All(value => value == 1))];
            }
        }
        throw new InvalidOperationException($"{group}: no characters were found in {Draws} draws.");
    }

    /// <summary>cos(2π·numerator/denominator), exact where it is a multiple of one half.</summary>
    public static double Cosine(long numerator, int denominator)
    {
        var (twelfth, rest) = Math.DivRem(12 * (numerator % denominator), denominator);
        return rest != 0 ? Math.Cos(2 * Math.PI * (numerator % denominator) / denominator) : Math.Abs(twelfth) switch
        {
            0 => 1,
            2 or 10 => 0.5,
            3 or 9 => 0,
            4 or 8 => -0.5,
            6 => -1,
            _ => Math.Cos(Math.PI * twelfth / 6),
        };
    }

    private static List<RealCharacter>? Draw(FiniteGroup group, RealClasses classes, Random random)
    {
        var found = new List<RealCharacter>();
        foreach (var vector in Operator(group, classes, random).Evd(Symmetricity.Symmetric).EigenVectors.EnumerateColumns())
        {
            if (FromEigenvector(group, classes, vector.ToArray()) is not { } character)
            {
                return null;
            }
            found.Add(character);
        }
        return found;
    }

    // Convolution with a random symmetric class function, in the basis of classes scaled to length 1, where it is symmetric.
    private static Matrix<double> Operator(FiniteGroup group, RealClasses classes, Random random)
    {
        double[] weights = [.. classes.Sizes.Select(size => (2 * random.NextDouble() - 1) / Math.Sqrt(size))];
        var matrix = new DenseMatrix(classes.Count);
        for (var target = 0; target < classes.Count; target++)
        {
            for (var x = 0; x < group.Order; x++)
            {
                var source = classes.ClassOf[group.Product(group.Inverse(x), classes.First[target])];
                var scale = Math.Sqrt((double)classes.Sizes[target] / classes.Sizes[source]);
                matrix[target, source] += scale * weights[classes.ClassOf[x]];
            }
        }
        return matrix + matrix.Transpose();
    }

    // With ψ = χ/d of a complex representation and the indicator ν = 1, 0, −1 of Frobenius and Schur: the mean of ψ² is 1/d², and
    // that of ψ(g²) is ν/d. Where ν = 0, χ here is the sum of two conjugates, of size 2d, and ψ = χ/(2d) has the mean square
    // 1/(2d²).
    private static RealCharacter? FromEigenvector(FiniteGroup group, RealClasses classes, double[] vector)
    {
        double[] ratio = [.. vector.Select((value, i) => value / Math.Sqrt(classes.Sizes[i]))];
        var atIdentity = ratio[classes.ClassOf[group.Identity]];
        ratio = [.. ratio.Select(value => value / atIdentity)];
        double Mean(Func<int, double> value) => Enumerable.Range(0, group.Order).Average(value);
        var square = Mean(g => Math.Pow(ratio[classes.ClassOf[g]], 2));
        var indicator = Mean(g => ratio[classes.ClassOf[group.Product(g, g)]]) / Math.Sqrt(square);
        var (type, dimension) = indicator switch
        {
            > 0.5 => (IrrepType.Real, 1 / Math.Sqrt(square)),
            < -0.5 => (IrrepType.Quaternionic, 2 / Math.Sqrt(square)),
            _ => (IrrepType.Complex, Math.Sqrt(2 / square)),
        };
        var size = Math.Round(dimension);
        if (Math.Abs(dimension - size) > FromInteger)
        {
            return null;
        }
        return Exact(group, classes, [.. ratio.Select(value => value * size)]) is { } values ? new(type, values) : null;
    }

    // One cyclic subgroup after another, the largest first; null when a multiplicity is no integer.
    private static double[]? Exact(FiniteGroup group, RealClasses classes, double[] rough)
    {
        var values = new double[group.Classes.Count];
        Array.Fill(values, double.NaN);
        foreach (var element in classes.LargestOrderFirst.Where(element => double.IsNaN(values[group.Classes.Of(element)])))
        {
            int[] powers = [.. Enumerable.Range(0, group.OrderOf(element)).Select(k => group.Power(element, k))];
            var roots = Roots([.. powers.Select(power => rough[classes.ClassOf[power]])]);
            if (roots is null)
            {
                return null;
            }
            for (var k = 0; k < powers.Length; k++)
            {
                var sum = roots.Sum(root => root.Multiplicity * Cosine((long)root.Exponent * k, powers.Length));
                values[group.Classes.Of(powers[k])] = Math.Abs(sum - Math.Round(sum)) < OfRounding ? Math.Round(sum) : sum;
            }
        }
        return values;
    }

    // The roots of unity that an element is represented by, from χ of its powers.
    private static List<(int Exponent, double Multiplicity)>? Roots(double[] characters)
    {
        var order = characters.Length;
        double[] cosines = [.. Enumerable.Range(0, order).Select(k => Cosine(k, order))];
        var roots = new List<(int, double)>();
        for (var exponent = 0; exponent < order; exponent++)
        {
            var sum = 0.0;
            for (var (k, phase) = (0, 0); k < order; k++, phase = (phase + exponent) % order)
            {
                sum += characters[k] * cosines[phase];
            }
            var multiplicity = Math.Round(sum / order);
            if (Math.Abs(sum / order - multiplicity) > FromInteger || multiplicity < 0)
            {
                return null;
            }
            if (multiplicity > 0)
            {
                roots.Add((exponent, multiplicity));
            }
        }
        return roots;
    }

    /// <summary>Classes joined with those of the inverses: the index of each element's class, a first element and the size of
    /// each.</summary>
    private sealed record RealClasses(int[] ClassOf, int[] First, int[] Sizes, int[] LargestOrderFirst)
    {
        public int Count => First.Length;

        public static RealClasses Of(FiniteGroup group)
        {
            var all = group.Classes;
            int[] joined = [.. all.All.Select(members => Math.Min(all.Of(members[0]), all.Of(group.Inverse(members[0]))))];
            int[] kept = [.. joined.Distinct()];
            int[] classOf = [.. Enumerable.Range(0, group.Order).Select(g => Array.IndexOf(kept, joined[all.Of(g)]))];
            return new(
                classOf,
                [.. kept.Select(index => all.All[index][0])],
                [.. kept.Select((_, i) => classOf.Count(index => index == i))],
                [.. all.All.Select(members => members[0]).OrderByDescending(group.OrderOf)]);
        }
    }
}
