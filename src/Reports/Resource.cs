namespace Grokking.Reports;

/// <summary>Reads the files that are embedded in this assembly.</summary>
internal static class Resource
{
    /// <summary>The text of an embedded file, its lines ended as a browser will see them: the hashes in a page's security policy
    /// depend on it.</summary>
    /// <param name="name">Its logical name, such as <c>report.css</c>.</param>
    /// <exception cref="InvalidOperationException">The build left the file out.</exception>
    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>The bytes of an embedded file.</summary>
    /// <param name="name">Its logical name.</param>
    /// <exception cref="InvalidOperationException">The build left the file out.</exception>
    public static Stream Open(string name) => typeof(Resource).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException(
            $"{name} is not embedded in {typeof(Resource).Assembly.GetName().Name}: rebuild it.");
}
