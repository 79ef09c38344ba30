using System.Globalization;
using System.Text;

namespace BuildCompress.Benchmarks.Latency;

/// <summary>Predicted against measured latency, both on logarithmic axes, as an SVG picture.</summary>
internal static class PredictionScatter
{
    private const int Size = 420, Margin = 56;

    private static readonly string[] Colours = ["#2471a3", "#c0392b", "#229954", "#b9770e", "#7d3c98"];

    public static string Draw(IReadOnlyList<Prediction> predictions)
    {
        var all = predictions.SelectMany(p => p.Networks).SelectMany(n => new[] { n.Predicted, n.Measured }).ToList();
        var (low, high) = (Math.Log2(all.Min()) - 0.1, Math.Log2(all.Max()) + 0.1);
        double At(double value) => (Math.Log2(value) - low) / (high - low) * (Size - (2 * Margin));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Size + 150} {Size}" font-family="sans-serif" font-size="11" fill="#333">
            <rect width="{Size + 150}" height="{Size}" fill="white"/>
            <line x1="{Margin}" y1="{Size - Margin}" x2="{Size - Margin}" y2="{Margin}" stroke="#999" stroke-dasharray="4 3"/>
            <text x="{Size / 2}" y="{Size - 14}" text-anchor="middle">measured, ms</text>
            <text x="16" y="{Size / 2}" text-anchor="middle" transform="rotate(-90 16 {Size / 2})">predicted, ms</text>

            """);
        for (var power = (int)Math.Ceiling(low); power <= high; power++)
        {
            var (at, label) = (At(Math.Pow(2, power)), Math.Pow(2, power).ToString("0.####", CultureInfo.InvariantCulture));
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Margin + at:0.0}" y1="{Margin}" x2="{Margin + at:0.0}" y2="{Size - Margin}" stroke="#eee"/>
                <line x1="{Margin}" y1="{Size - Margin - at:0.0}" x2="{Size - Margin}" y2="{Size - Margin - at:0.0}" stroke="#eee"/>
                <text x="{Margin + at:0.0}" y="{Size - Margin + 16}" text-anchor="middle">{label}</text>
                <text x="{Margin - 6}" y="{Size - Margin - at + 4:0.0}" text-anchor="end">{label}</text>

                """);
        }

        var models = predictions.Select(p => p.Model).Distinct().ToList();
        foreach (var prediction in predictions)
        {
            var colour = Colours[models.IndexOf(prediction.Model) % Colours.Length];
            var fill = prediction.Precision == "int8" ? colour : "none";
            foreach (var (predicted, measured) in prediction.Networks)
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Margin + At(measured):0.0}\" cy=\"{Size - Margin - At(predicted):0.0}\" r=\"3\" stroke=\"{colour}\" fill=\"{fill}\"/>\n");
        }

        foreach (var (i, model) in models.Index())
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Size - Margin + 12}\" y=\"{Margin + 12 + (16 * i)}\" fill=\"{Colours[i % Colours.Length]}\">{model}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Size - Margin + 12}\" y=\"{Margin + 20 + (16 * models.Count)}\">filled: int8, open: fp32</text>\n");
        return svg.Append("</svg>\n").ToString();
    }
}
