using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grokking.Reports.Tests;

/// <summary>A headless Chromium, driven over its own protocol: pages are opened, pointed at and clicked as a reader
/// would.</summary>
internal sealed class Chromium : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private readonly TempFolder profile = new();
    private readonly Process process;
    private readonly ClientWebSocket socket = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> waiting = [];
    private readonly List<string> problems = [];
    private readonly string session;
    private int last;

    public Chromium()
    {
        process = Start(profile.Path);
        socket.ConnectAsync(new Uri(Address()), CancellationToken.None).Wait(Patience);
        _ = Task.Run(Listen);
        var target =
            Send("Target.createTarget", new JsonObject { ["url"] = "about:blank" }, inSession: false)["targetId"]!.ToString();
        session = Send(
            "Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true },
            inSession: false)["sessionId"]!.ToString();
        foreach (var domain in new[] { "Page", "Runtime", "Log" })
        {
            Send($"{domain}.enable");
        }
    }

    /// <summary>The browser's program; null where there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Errors on the console and exceptions of scripts since the page was opened.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (waiting)
            {
                return [.. problems];
            }
        }
    }

    /// <summary>Opens a file in a window of some size, under a light or dark system.</summary>
    public void Open(string file, int width, bool isDark)
    {
        Send("Emulation.setDeviceMetricsOverride",
            new JsonObject { ["width"] = width, ["height"] = 900, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        Send("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] =
                new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
        });
        lock (waiting)
        {
            problems.Clear();
        }
        Send("Page.navigate", new JsonObject { ["url"] = new Uri(file).AbsoluteUri });
        Until("document.readyState === 'complete'");
    }

    /// <summary>The value of an expression of the page.</summary>
    public JsonNode? Evaluate(string expression)
    {
        var answer = Send(
            "Runtime.evaluate",
            new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.True(answer["exceptionDetails"] is null, $"{expression}: {answer["exceptionDetails"]?.ToJsonString()}");
        return answer["result"]!["value"];
    }

    /// <summary>Waits until an expression of the page is true.</summary>
    public void Until(string expression)
    {
        var clock = Stopwatch.StartNew();
        while (Evaluate(expression)?.GetValue<bool>() != true)
        {
            Assert.True(clock.Elapsed < Patience, $"{expression} did not become true; problems: {string.Join("; ", Problems)}");
            Thread.Sleep(50);
        }
    }

    /// <summary>Moves the mouse to a place of the window.</summary>
    public void Point(double x, double y) => Mouse("mouseMoved", x, y);

    /// <summary>Presses and releases the mouse at a place of the window.</summary>
    public void Click(double x, double y)
    {
        Point(x, y);
        Mouse("mousePressed", x, y);
        Mouse("mouseReleased", x, y);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        socket.Dispose();
        process.Dispose();
        profile.Dispose();
    }

    private void Mouse(string kind, double x, double y) => Send("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = kind, ["x"] = x, ["y"] = y, ["button"] = kind == "mouseMoved" ? "none" : "left",
            ["clickCount"] = kind == "mouseMoved" ? 0 : 1,
    });

    private static Process Start(string profile) => Process.Start(new ProcessStartInfo(Program!,
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", $"--user-data-dir={profile}",
        "--remote-debugging-port=0", "about:blank",
    ])
    { RedirectStandardError = true, RedirectStandardOutput = true })!;

    private string Address()
    {
        const string prefix = "DevTools listening on ";
        while (process.StandardError.ReadLine() is { } line)
        {
            if (line.StartsWith(prefix, StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync();
                return line[prefix.Length..];
            }
        }
        throw new InvalidOperationException("Chromium ended before it could be driven.");
    }

    private JsonNode Send(string method, JsonObject? parameters = null, bool inSession = true)
    {
        var id = Interlocked.Increment(ref last);
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (waiting)
        {
            waiting[id] = answer;
        }
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (inSession)
        {
            message["sessionId"] = session;
        }
        socket.SendAsync(
            Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None)
                .Wait(Patience);
        Assert.True(answer.Task.Wait(Patience), $"Chromium did not answer {method}");
        return answer.Task.Result["result"]
            ?? throw new InvalidOperationException($"{method}: {answer.Task.Result.ToJsonString()}");
    }

    private async Task Listen()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception problem) when (problem is WebSocketException or ObjectDisposedException or JsonException)
        {
            // The browser has gone: whoever waits for it finds out.
        }
    }

    private void Take(JsonNode message)
    {
        lock (waiting)
        {
            if (message["id"] is { } id && waiting.Remove(id.GetValue<int>(), out var answer))
            {
                answer.SetResult(message);
            }
            else if (message["method"]?.ToString() is "Runtime.exceptionThrown" or "Log.entryAdded"
                || (message["method"]?.ToString() == "Runtime.consoleAPICalled"
                && message["params"]!["type"]!.ToString() is "error" or "warning" or "assert"))
            {
                problems.Add(message["params"]!.ToJsonString());
            }
        }
    }
}
