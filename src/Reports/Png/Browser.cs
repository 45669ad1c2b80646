namespace Grokking.Reports;

/// <summary>Finds the browser that draws pictures: Chromium, Chrome or Edge, of any recent version.</summary>
public static class Browser
{
    /// <summary>The environment variable that names the browser's program and goes before every search.</summary>
    public const string EnvironmentVariable = "GROKKING_BROWSER";

    private static readonly string[] Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];

    /// <summary>The browser's program: what GROKKING_BROWSER names, else the first of Chromium, Chrome and Edge on the PATH or in
    /// their usual places.</summary>
    /// <exception cref="BrowserNotFoundException">There is none, or GROKKING_BROWSER names a file that is absent.</exception>
    public static string Find() =>
        Find(Environment.GetEnvironmentVariable, File.Exists, OperatingSystem.IsWindows(), OperatingSystem.IsMacOS());

    /// <summary>The search with the machine's state handed in.</summary>
    internal static string Find(Func<string, string?> variable, Func<string, bool> exists, bool isWindows, bool isMac)
    {
        if (variable(EnvironmentVariable) is { Length: > 0 } named)
        {
            return exists(named)
                ? named
                : throw new BrowserNotFoundException($"{EnvironmentVariable} is '{named}', but there is no such file.");
        }
        return OnPath(variable, isWindows).Concat(UsualPlaces(variable, isWindows, isMac)).FirstOrDefault(exists)
            ?? throw new BrowserNotFoundException(
                $"No browser was found to draw PNG files with: searched the PATH for {string.Join(", ", Names)}."
                + $" {Advice(isWindows, isMac)} Or set {EnvironmentVariable} to the program of Chromium, Chrome or Edge.");
    }

    private static IEnumerable<string> OnPath(Func<string, string?> variable, bool isWindows)
    {
        var folders = (variable("PATH") ?? "").Split(isWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, isWindows ? name + ".exe" : name)));
    }

    private static IEnumerable<string> UsualPlaces(Func<string, string?> variable, bool isWindows, bool isMac)
    {
        if (isMac)
        {
            return new[] { "Chromium", "Google Chrome", "Microsoft Edge" }
                .Select(name => $"/Applications/{name}.app/Contents/MacOS/{name}");
        }
        if (!isWindows)
        {
            return ["/usr/bin/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"];
        }
        string[] programs =
        [
            @"Google\Chrome\Application\chrome.exe", @"Chromium\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe",
        ];
        return new[] { "ProgramFiles", "ProgramFiles(x86)", "LocalAppData" }
            .Select(variable).OfType<string>()
            .SelectMany(folder => programs.Select(program => Path.Combine(folder, program)));
    }

    private static string Advice(bool isWindows, bool isMac) =>
        isWindows ? "Install Chrome or Edge."
        : isMac ? "Install Chrome, for instance with 'brew install --cask google-chrome'."
        : "Install Chromium: 'apt-get install chromium' on Debian and Ubuntu.";
}
