namespace Grokking.Training;

/// <summary>
/// A group that a table of answers hides: after its operands and answers are given other names, the answer is the product. Such a
/// table is called isotopic to the group; subtraction is to Z_n, multiplication modulo a prime to Z_(p−1). Immutable.
/// </summary>
/// <param name="Group">The group.</param>
/// <param name="Left">The element that each left operand stands for; −1 for operands outside the group.</param>
/// <param name="Right">The element that each right operand stands for, likewise.</param>
/// <param name="Answer">The element that each answer stands for, likewise.</param>
public sealed record GroupIsotopy(FiniteGroup Group, IReadOnlyList<int> Left, IReadOnlyList<int> Right, IReadOnlyList<int> Answer)
{
    /// <summary>A group under its own names.</summary>
    public static GroupIsotopy Plain(FiniteGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        int[] elements = [.. Enumerable.Range(0, group.Order)];
        return new(group, elements, elements, elements);
    }

    /// <summary>
    /// Finds the group in a table. An operand with which every answer is the same, as 0 in a product, is left outside, and that
    /// answer with it; what remains must have each answer once in each row and column. Work: n² for each of at most log₂ n
    /// generators.
    /// </summary>
    /// <param name="answers">[left, right]: the answer to each pair, 0 or more; −1 where there is none.</param>
    /// <param name="whyNot">Why there is no group, as a sentence; null when there is.</param>
    /// <param name="names">What the answers are called, and the elements after them; null for their numbers.</param>
    /// <returns>The group, or null.</returns>
    /// <exception cref="ArgumentException">An answer is below −1 or above <see cref="FiniteGroup.LargestOrder"/>, or a side is
    /// longer than that.</exception>
    public static GroupIsotopy? Find(int[,] answers, out string? whyNot, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var square = LatinSquare.Within(answers, out whyNot);
        return square is null ? null : FromLatinSquare(square, answers, names, out whyNot);
    }

    /// <summary>
    /// The same as addition modulo n, by discrete logarithms to the smallest element that generates the group: the labels then
    /// satisfy Left[a] + Right[b] ≡ Answer[c] mod n.
    /// </summary>
    /// <returns>The isotopy to Z_n; null when the group is not cyclic.</returns>
    public GroupIsotopy? ToCyclic()
    {
        var n = Group.Order;
        var generator = Enumerable.Range(0, n).FirstOrDefault(a => Group.OrderOf(a) == n, -1);
        if (generator < 0)
        {
            return null;
        }
        var logarithm = new int[n];
        for (var (power, k) = (Group.Identity, 0); k < n; k++, power = Group.Product(power, generator))
        {
            logarithm[power] = k;
        }
        int[] Logarithms(IReadOnlyList<int> elements) => [.. elements.Select(element => element < 0 ? -1 : logarithm[element])];
        return new(FiniteGroups.Cyclic(n), Logarithms(Left), Logarithms(Right), Logarithms(Answer));
    }

    // The loop a∘b = T[row with a in column c, column with b in row r], r and c fixed, has a neutral element; a loop that is
    // isotopic to a group is that group (Albert 1943).
    private static GroupIsotopy? FromLatinSquare(
        LatinSquare square, int[,] answers, IReadOnlyList<string>? names, out string? whyNot)
    {
        var n = square.Answers.Length;
        var (r, c) = square.Base(answers);
        var number = square.Answers.Index().ToDictionary(item => item.Item, item => item.Index);
        int[] leftOf = [.. square.Rows.Select(row => number[answers[row, c]])];
        int[] rightOf = [.. square.Columns.Select(column => number[answers[r, column]])];
        var table = new int[n * n];
        for (var pair = 0; pair < table.Length; pair++)
        {
            table[leftOf[pair / n] * n + rightOf[pair % n]] = number[answers[square.Rows[pair / n], square.Columns[pair % n]]];
        }
        if (GroupTable.NonAssociative(table, number[answers[r, c]], n) is not null)
        {
            whyNot = "each answer occurs once in each row and column, "
                + "but no names of operands and answers make it an associative product.";
            return null;
        }
        whyNot = null;
        names ??= GroupTable.Numbers(square.Answers[^1] + 1);
        var group = new FiniteGroup($"G{n}", table, [.. square.Answers.Select(answer => names[answer])], new GroupFamily.Other());
        return new(
            group,
            Labels(square.Rows, leftOf, answers.GetLength(0)),
            Labels(square.Columns, rightOf, answers.GetLength(1)),
            Labels(square.Answers, [.. Enumerable.Range(0, n)], answers.Cast<int>().Max() + 1));
    }

    private static int[] Labels(int[] operands, int[] elements, int count)
    {
        var labels = new int[count];
        Array.Fill(labels, -1);
        foreach (var (operand, element) in operands.Zip(elements))
        {
            labels[operand] = element;
        }
        return labels;
    }
}

/// <summary>The rows and columns of a table of answers that hold each of as many answers once.</summary>
internal sealed record LatinSquare(int[] Rows, int[] Columns, int[] Answers)
{
    /// <summary>What is left of a table without its constant rows and columns; null, and why, when that is no Latin
    /// square.</summary>
    public static LatinSquare? Within(int[,] table, out string? whyNot)
    {
        Require.InRange(Math.Max(table.GetLength(0), table.GetLength(1)), 1, FiniteGroup.LargestOrder, "operands");
        foreach (var answer in table)
        {
            Require.InRange(answer, -1, FiniteGroup.LargestOrder, "answer");
        }
        var (rows, columns) = Varied(table);
        int[] answers = [.. (from row in rows from column in columns select table[row, column]).Distinct().Order()];
        var square = new LatinSquare(rows, columns, answers);
        whyNot = square.Problem(table);
        return whyNot is null ? square : null;
    }

    /// <summary>A row and a column to count from: those that leave the other operand as it is, where there are such.</summary>
    public (int Row, int Column) Base(int[,] table)
    {
        var row = Rows.FirstOrDefault(r => Columns.All(c => table[r, c] == c), -1);
        var column = Columns.FirstOrDefault(c => Rows.All(r => table[r, c] == r), -1);
        row = row >= 0 ? row : Rows.Contains(column) ? column : Rows[0];
        return (row, column >= 0 ? column : Columns.Contains(row) ? row : Columns[0]);
    }

    // Rows and columns with some answer, without those that have the same answer throughout; a table of one pair is kept.
    private static (int[] Rows, int[] Columns) Varied(int[,] table)
    {
        int Different(IEnumerable<int> line) => line.Where(answer => answer >= 0).Distinct().Count();
        int[] rows = [.. Enumerable.Range(0, table.GetLength(0))], columns = [.. Enumerable.Range(0, table.GetLength(1))];
        int[] inRow = [.. rows.Select(row => Different(columns.Select(column => table[row, column])))];
        int[] inColumn = [.. columns.Select(column => Different(rows.Select(row => table[row, column])))];
        var least = inRow.Concat(inColumn).Any(count => count > 1) ? 2 : 1;
        int[] Long(int[] counts) => [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] >= least)];
        return (Long(inRow), Long(inColumn));
    }

    private string? Problem(int[,] table)
    {
        var n = Rows.Length;
        if (n == 0 || Columns.Length != n || Answers.Length != n || Answers[0] < 0)
        {
            return $"expected as many rows as columns and answers, got {n} rows, {Columns.Length} columns and "
                + $"{Answers.Length} answers" + (Answers.Length > 0 && Answers[0] < 0 ? ", some pairs without an answer." : ".");
        }
        var row = Rows.FirstOrDefault(r => Columns.Select(c => table[r, c]).Distinct().Count() < n, -1);
        var column = Columns.FirstOrDefault(c => Rows.Select(r => table[r, c]).Distinct().Count() < n, -1);
        return row >= 0 ? $"left operand {row} has an answer twice."
            : column >= 0 ? $"right operand {column} has an answer twice."
            : null;
    }
}
