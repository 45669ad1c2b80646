// Counts the rooms of a walk: which source files a run of a program enters, in the order in which their methods are first used, and how
// often the walk goes from one file to another. `dotnet run scripts/walk.cs LOG FOLDER FROM [UNTIL]` reads what the runtime's compiler
// logged (DOTNET_JitStdOutFile with DOTNET_JitDisasmSummary) and the .pdb files beside the program; the walk begins at the first method
// whose name ends with FROM and ends at the first whose name ends with UNTIL. Accessors, constructors, operators and what the compiler
// wrote are no rooms of their own. Prints the number of files, of changes, of returns to a file already entered, and with WALK_FILES=1 the files.
#:property PublishAot=false
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

if (args.Length is not (3 or 4) || !File.Exists(args[0]) || !Directory.Exists(args[1]))
{
    Console.Error.WriteLine($"expected LOG FOLDER FROM [UNTIL], got {string.Join(' ', args)}.");
    return 2;
}
var homes = Directory.EnumerateFiles(args[1], "Grokking.*.dll").Where(file => File.Exists(Path.ChangeExtension(file, ".pdb")))
    .SelectMany(Homes).GroupBy(home => home.Method).ToDictionary(group => group.Key, group => group.First().File);
List<string> walk = [];
var methods = File.ReadLines(args[0]).Select(MethodOf).OfType<string>().Distinct().SkipWhile(method => !method.EndsWith(args[2], StringComparison.Ordinal));
foreach (var method in methods)
{
    if (!Regex.IsMatch(method, @":(get_|set_|op_|\.c?ctor$)") && homes.TryGetValue(method, out var file) && !file.Contains("/obj/") && (walk.Count == 0 || walk[^1] != file))
    {
        walk.Add(file);
    }
    if (args.Length == 4 && method.EndsWith(args[3], StringComparison.Ordinal))
    {
        break;
    }
}
var files = walk.Distinct().ToList();
if (files.Count == 0)
{
    Console.Error.WriteLine($"{args[0]}: no method of {args[1]} was used from {args[2]} on.");
    return 1;
}
Console.WriteLine($"{files.Count} files, {walk.Count} changes, {walk.Count - files.Count} returns");
if (Environment.GetEnvironmentVariable("WALK_FILES") == "1")
{
    foreach (var file in files)
    {
        Console.WriteLine($"{walk.Count(step => step == file),5}  {file}");
    }
}
return 0;

// "  12: JIT compiled Name.Space.Type+Inner`1[int]:Method[int](System.String) [MinOpts, …": the type and the method without their arguments.
static string? MethodOf(string line)
{
    var match = Regex.Match(line, @"JIT compiled (Grokking\.[^(]+)\(");
    return match.Success ? Regex.Replace(match.Groups[1].Value, @"\[.*?\](?=:|\+|$)|\[.*$", "") : null;
}

// Every method with source, and the file it is in.
static IEnumerable<(string Method, string File)> Homes(string assembly)
{
    using var program = new PEReader(File.OpenRead(assembly));
    using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
    var (metadata, pdb) = (program.GetMetadataReader(), symbols.GetMetadataReader());
    foreach (var handle in metadata.MethodDefinitions)
    {
        var document = pdb.GetMethodDebugInformation(handle).GetSequencePoints().FirstOrDefault(point => !point.Document.IsNil).Document;
        if (!document.IsNil)
        {
            var method = metadata.GetMethodDefinition(handle);
            var path = pdb.GetString(pdb.GetDocument(document).Name).Replace('\\', '/');
            yield return ($"{NameOf(metadata, method.GetDeclaringType())}:{metadata.GetString(method.Name)}", path[(path.LastIndexOf("/src/", StringComparison.Ordinal) + 1)..]);
        }
    }
}

static string NameOf(MetadataReader metadata, TypeDefinitionHandle handle)
{
    var type = metadata.GetTypeDefinition(handle);
    var name = metadata.GetString(type.Name);
    return type.IsNested ? $"{NameOf(metadata, type.GetDeclaringType())}+{name}" : $"{metadata.GetString(type.Namespace)}.{name}";
}
