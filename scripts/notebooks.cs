// Keeps the notebooks and their scripts in step: `dotnet run scripts/notebooks.cs` takes saved outputs out of each notebook and writes its
// script beside it; with --check it changes nothing and exits 1 when there is something to do. Another folder can be named.
#:property PublishAot=false
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

var check = args.Contains("--check");
var folders = args.Where(arg => arg != "--check").ToList();
if (folders.Count > 1 || folders.Any(folder => folder.StartsWith('-') || !Directory.Exists(folder)))
{
    Console.Error.WriteLine($"expected [--check] [FOLDER], got {string.Join(' ', args)}.");
    return 2;
}
var stale = Directory.EnumerateFiles(folders.FirstOrDefault() ?? Path.Combine(Here(), "..", "notebooks"), "*.ipynb")
    .Order(StringComparer.Ordinal).SelectMany(Outputs).Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text).ToList();
foreach (var (path, text, why) in stale)
{
    Console.WriteLine($"{Path.GetFileName(path)}: {(check ? why : "written")}");
    if (!check)
    {
        File.WriteAllText(path, text);
    }
}
if (check && stale.Count > 0)
{
    Console.Error.WriteLine("Run: dotnet run scripts/notebooks.cs");
}
return check && stale.Count > 0 ? 1 : 0;

// What a notebook's files should hold: the notebook itself without outputs, and its script.
static IEnumerable<(string Path, string Text, string Why)> Outputs(string path)
{
    var notebook = JsonNode.Parse(File.ReadAllText(path))!;
    var cells = notebook["cells"]!.AsArray().Select(cell => cell!.AsObject()).ToList();
    cells.ForEach(Strip);
    yield return (path, Json(notebook), "holds outputs, or is not laid out as Jupyter saves it");
    yield return (Path.ChangeExtension(path, ".cs"), Script(Path.GetFileName(path), cells), "is not what its notebook says");
}

static void Strip(JsonObject cell)
{
    cell["metadata"] = new JsonObject();
    if ((string?)cell["cell_type"] == "code")
    {
        cell["outputs"] = new JsonArray();
        cell["execution_count"] = null;
    }
}

// As Jupyter writes it: keys in order, one space of indent, letters as they are.
static string Json(JsonNode notebook) => Sorted(notebook)!.ToJsonString(
    new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

static JsonNode? Sorted(JsonNode? node) => node switch
{
    JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
    JsonArray items => new JsonArray([.. items.Select(Sorted)]),
    _ => node?.DeepClone(),
};

// The first code cell loads the library, which the script does by its own directives.
static string Script(string name, List<JsonObject> cells)
{
    var code = cells.Where(cell => (string?)cell["cell_type"] == "code").ToList();
    var loading = Source(code[0]);
    var script = new StringBuilder($"// {name} as a script: `dotnet run notebooks/{Path.ChangeExtension(name, ".cs")}` writes it as a page.\n")
        .Append("// Made by scripts/notebooks.cs; change the notebook, not this file.\n")
        .Append("#:project ../src/Reports/Reports.csproj\n#:property PublishAot=false\n")
        .AppendJoin("", loading.Split('\n').Where(line => line.StartsWith("using ", StringComparison.Ordinal)).Select(line => line + "\n"))
        .Append("\nvar page = NotebookPage.ForScript(args);\nvoid display(object? value) => page.Display(value);\n");
    foreach (var cell in cells.Where(cell => cell != code[0]))
    {
        var source = Source(cell);
        script.Append(code.Contains(cell) ? $"\npage.Code();\n{source}\n" : $"\npage.Prose(\"\"\"\n{source}\n\"\"\");\n");
    }
    return script.Append("\npage.Write(Console.Out);\n").ToString();
}

static string Source(JsonObject cell) =>
    string.Concat(cell["source"]!.AsArray().Select(line => (string)line!)).ReplaceLineEndings("\n").Trim('\n');

static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
