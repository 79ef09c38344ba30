using System.Text.Json;

// The build put one artifact per target beside this program: models/TARGET/shapes.onnx, and a report on how it came about.
var models = Path.Combine(AppContext.BaseDirectory, "models");
foreach (var path in Directory.EnumerateFiles(models, "*.report.json", SearchOption.AllDirectories).Order())
{
    using var report = JsonDocument.Parse(File.ReadAllBytes(path));
    Print(report.RootElement);
}

static void Print(JsonElement report)
{
    Console.WriteLine($"{report.GetProperty("target")}");
    var (original, result) = (report.GetProperty("original"), report.GetProperty("result"));
    var accuracy = report.GetProperty("accuracy");
    Row("accuracy", $"{accuracy.GetProperty("original").GetDouble():P2}", $"{accuracy.GetProperty("result").GetDouble():P2}", "");
    foreach (var (name, field, budget) in new[] { ("MACs", "macs", "macs"), ("parameters", "parameters", "parameters"), ("file bytes", "fileBytes", "size") })
        Row(name, $"{original.GetProperty(field).GetInt64():N0}", $"{result.GetProperty(field).GetInt64():N0}", Budget(report, budget));

    if (report.TryGetProperty("latency", out var latency) && latency.ValueKind == JsonValueKind.Object)
        Row("latency", Milliseconds(latency, "original"), Milliseconds(latency, "result"), $"{latency.GetProperty("ratio").GetDouble():0.00} x the original's");
    Console.WriteLine();
}

static string Budget(JsonElement report, string kind)
{
    foreach (var budget in report.GetProperty("budgets").EnumerateArray())
    {
        if (budget.GetProperty("kind").GetString() == kind)
            return $"budget {budget.GetProperty("limit").GetInt64():N0}, slack {budget.GetProperty("slack").GetInt64():N0}";
    }

    return "";
}

static string Milliseconds(JsonElement latency, string which) => $"{latency.GetProperty(which).GetProperty("p25Ms").GetDouble():0.000} ms";

static void Row(string name, string before, string after, string remark) => Console.WriteLine($"  {name,-11}{before,14} -> {after,12}  {remark}");
