using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Grokking.Training;

/// <summary>The operation that a run learns. Which of the settings beside the id counts, depends on the operation.</summary>
public sealed record TaskConfig
{
    /// <summary>Id of the operation, one of <see cref="OperationCatalogue.Ids"/>. Default <c>mod-add</c>.</summary>
    public string Id { get; init; } = ModularOperation.Addition;

    /// <summary>The modulus p, or the order of a group, 2 to <see cref="BinaryOperation.LargestSize"/>; not looked at by an
    /// operation that goes by another setting. Default 113.</summary>
    public int P { get; init; } = 113;

    /// <summary>Number of points that are permuted, for the operations on permutations, 2 to 6; null means 5. Default
    /// null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? N { get; init; }

    /// <summary>Name of the group, for the operation <c>group</c>, as <see cref="FiniteGroups.Named"/> takes it; null means S5.
    /// Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Group { get; init; }

    /// <summary>
    /// A CSV file with the answers, for the operation <c>table</c>, as <see cref="OperationTable.Read"/> takes it; read when the
    /// run starts, and kept in the run's config as <see cref="Table"/>. Default null.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>The answers, for the operation <c>table</c>. Default null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OperationTable? Table { get; init; }

    /// <summary>Whether the answers are still in a file: until it is read, there is no operation.</summary>
    internal bool IsUnread => Id == TableOperation.OperationId && Table is null;

    /// <summary>Id and size in a few characters: <c>mod-add, p = 113</c>.</summary>
    public string Describe() => $"{Id}{OperationCatalogue.SizeOf(this)}";

    /// <summary>The same with a file's answers read into it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no table; the message names the line and the cell.</exception>
    public TaskConfig Resolved() => File is null ? this : this with { File = null, Table = OperationTable.Read(File) };

    /// <summary>Every problem, each a sentence that names the setting.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!OperationCatalogue.Ids.Contains(Id))
        {
            return [$"task.id: '{ForeignText.Show(Id)}' is unknown.{Suggest.Among(Id, OperationCatalogue.Ids)}"];
        }
        var problems = Strangers().ToList();
        problems.AddRange(Id == TableOperation.OperationId ? TableProblems() : []);
        problems.AddRange(ConfigCheck.InRange("task.p", P, 2, BinaryOperation.LargestSize));
        if (problems.Count == 0 && !IsUnread && OperationCatalogue.Problem(this) is { } noSuchOperation)
        {
            problems.Add($"task.{OperationCatalogue.SettingOf(Id)}: {noSuchOperation}");
        }
        return problems;
    }

    private IEnumerable<string> Strangers()
    {
        (string Key, bool IsSet)[] settings =
            [("n", N is not null), ("group", Group is not null), ("table", Table is not null), ("file", File is not null)];
        var own = OperationCatalogue.SettingOf(Id);
        return settings.Where(setting => setting.IsSet && setting.Key != own && !(setting.Key == "file" && own == "table"))
            .Select(setting => $"task.{setting.Key}: expected none for '{Id}', which goes by task.{own}.");
    }

    private IEnumerable<string> TableProblems()
    {
        if (File is null == Table is null)
        {
            yield return "task.file: expected the path of a CSV file for "
                + $"'{Id}'{(File is null ? ", got none" : ", or task.table, got both")}.";
        }
        if (File is { } file && (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal)))
        {
            yield return $"task.file: expected the path of a CSV file, got '{ForeignText.Show(file)}'.";
        }
        if (Table?.Problem() is { } problem)
        {
            yield return $"task.table: {problem}";
        }
    }
}

/// <summary>The operations that can be named in a config, those of a user's own among them.</summary>
public static class OperationCatalogue
{
    private const int DefaultPoints = 5;
    private const string DefaultGroup = "S5";

    private static readonly ConcurrentDictionary<string, Entry> Entries = new(
    [
        .. ModularOperation.All.Select(kind => ByP(kind.Id, p => ModularOperation.Of(kind.Id, p))),
        ByP(GroupOperation.DihedralId, GroupOperation.Dihedral),
        ByP(GroupOperation.SymmetricId, GroupOperation.Symmetric),
        ByP(GroupOperation.AlternatingId, GroupOperation.Alternating),
        ByN(GroupOperation.PermutationProductId),
        ByN(GroupOperation.PermutationConjugationId),
        ByN(GroupOperation.PermutationAbaId),
        new(GroupOperation.GroupId, new("group", task => GroupOperation.Named(task.Group ?? DefaultGroup))),
        new(TableOperation.OperationId, new("table", task => new TableOperation(task.Table
            ?? throw new InvalidOperationException("the table is still in its file: resolve the config first.")))),
    ]);

    /// <summary>The ids, in order.</summary>
    public static IReadOnlyList<string> Ids => [.. Entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes an operation of one's own known to configs and checkpoints of this process, from training to
    /// report.</summary>
    /// <param name="id">Its id: lower-case words joined by hyphens.</param>
    /// <param name="create">Makes it at a modulus, or at an order: what a config calls <c>p</c>. Must throw an
    /// <see cref="ArgumentException"/> where there is none.</param>
    /// <exception cref="ArgumentException">The id is taken by another.</exception>
    public static void Register(string id, Func<int, BinaryOperation> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(create);
        var entry = ByP(id, create).Value;
        Require.That(
            Entries.TryAdd(id, entry) || Entries[id].Method == entry.Method, $"operation '{id}' is there already.", nameof(id));
    }

    /// <summary>The operation of an id.</summary>
    /// <param name="id">An id of <see cref="Ids"/>.</param>
    /// <param name="p">The modulus, or the order of the group, 2 to <see cref="BinaryOperation.LargestSize"/>.</param>
    /// <exception cref="ArgumentException">The id is unknown, or there is no such operation at p.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is out of range.</exception>
    public static BinaryOperation Create(string id, int p)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Create(new TaskConfig { Id = id, P = Require.InRange(p, 2, BinaryOperation.LargestSize) });
    }

    /// <summary>The operation of a config.</summary>
    /// <param name="task">Its id and size; a table must have been read from its file.</param>
    /// <exception cref="ArgumentException">The id is unknown, or there is no such operation at that size.</exception>
    /// <exception cref="InvalidOperationException">A table is still in its file; see
    /// <see cref="TaskConfig.Resolved"/>.</exception>
    public static BinaryOperation Create(TaskConfig task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Require.That(
            Entries.ContainsKey(task.Id), $"operation '{task.Id}' is unknown.{Suggest.Among(task.Id, Ids)}", nameof(task));
        return Entries[task.Id].Create(task);
    }

    /// <summary>Why there is no such operation, as a sentence; null when there is one.</summary>
    internal static string? Problem(TaskConfig task)
    {
        try
        {
            Create(task);
            return null;
        }
        catch (ArgumentException error)
        {
            var message = error.Message.Split(" (Parameter")[0];
            var setting = $"{SettingOf(task.Id)}: ";
            return message.StartsWith(setting, StringComparison.Ordinal) ? message[setting.Length..] : message;
        }
    }

    /// <summary>The setting of a config that an operation's size goes by: <c>p</c>, <c>n</c>, <c>group</c> or
    /// <c>table</c>.</summary>
    internal static string SettingOf(string id) => Entries[id].Setting;

    /// <summary>An operation's size as it goes behind its id: <c>, p = 113</c>.</summary>
    internal static string SizeOf(TaskConfig task) => SettingOf(task.Id) switch
    {
        "p" => string.Create(CultureInfo.InvariantCulture, $", p = {task.P}"),
        "n" => string.Create(CultureInfo.InvariantCulture, $", n = {task.N ?? DefaultPoints}"),
        "group" => $" {task.Group ?? DefaultGroup}",
        _ => "",
    };

    private static KeyValuePair<string, Entry> ByP(string id, Func<int, BinaryOperation> create) =>
        new(id, new("p", task => create(task.P)) { Method = create.Method });

    private static KeyValuePair<string, Entry> ByN(string id) =>
        new(id, new("n", task => GroupOperation.Permutations(id, Require.InRange(task.N ?? DefaultPoints, 2, 6, "n"))));

    /// <summary>How an operation is made, and from which setting.</summary>
    private sealed record Entry(string Setting, Func<TaskConfig, BinaryOperation> Create)
    {
        public MethodInfo? Method { get; init; }
    }
}
