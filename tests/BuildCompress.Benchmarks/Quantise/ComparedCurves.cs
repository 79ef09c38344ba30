using System.Globalization;
using System.Text;
using BuildCompress.Training.Finetuning;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>Accuracy on training images over the steps of several ways to train, a line for each seed: as a picture.</summary>
internal sealed class ComparedCurves
{
    private const int Width = 760, Height = 360, Left = 52, Right = 20, Top = 40, Bottom = 44;
    private static readonly string[] Colours = ["#7f8c8d", "#2471a3", "#27ae60", "#c0392b"];
    private readonly List<(string Way, int Seed, List<TrainingProgress> Points)> runs = [];

    /// <summary>A run to draw; what it is told becomes its line.</summary>
    public IProgress<TrainingProgress> Add(string way, int seed)
    {
        var points = new List<TrainingProgress>();
        runs.Add((way, seed, points));
        return new Line(points);
    }

    /// <summary>The picture as SVG.</summary>
    public string Draw(string title)
    {
        var all = runs.SelectMany(r => r.Points.Skip(r.Points.Count / 20)).ToList();
        var steps = Math.Max(1, all.Select(p => p.Steps).DefaultIfEmpty(1).Max());
        var lowest = Math.Floor(20 * all.Select(p => p.Accuracy.Fraction).DefaultIfEmpty(0).Min()) / 20;
        var highest = Math.Ceiling(20 * all.Select(p => p.Accuracy.Fraction).DefaultIfEmpty(1).Max()) / 20;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="11" fill="#333">
            <rect width="{Width}" height="{Height}" fill="white"/>
            <text x="{Left}" y="20" font-size="14">{title}</text>

            """);
        for (var i = 0; i <= 5; i++)
        {
            var y = Y(lowest + ((highest - lowest) * i / 5));
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Left}" y1="{y:0.0}" x2="{Width - Right}" y2="{y:0.0}" stroke="#ddd"/>
                <text x="{Left - 6}" y="{y + 4:0.0}" text-anchor="end">{100 * (lowest + ((highest - lowest) * i / 5)):0} %</text>
                <text x="{X(steps * i / 5):0.0}" y="{Height - Bottom + 16}" text-anchor="middle">{steps * i / 5}</text>

                """);
        }

        var ways = runs.Select(r => r.Way).Distinct().ToList();
        foreach (var (way, _, points) in runs)
        {
            var line = string.Join(' ', points.Where(p => p.Accuracy.Fraction >= lowest).Select(
                p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Step):0.0},{Y(p.Accuracy.Fraction):0.0}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{Colours[ways.IndexOf(way) % Colours.Length]}\" stroke-width=\"1.2\" points=\"{line}\"/>\n");
        }

        var legend = string.Concat(ways.Select((way, i) => $"<tspan fill=\"{Colours[i % Colours.Length]}\" dx=\"12\">{way}</tspan>"));
        return svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 10}\">running mean over steps:{legend}</text>\n</svg>\n").ToString();

        double X(double step) => Left + ((Width - Left - Right) * step / steps);

        double Y(double accuracy) => Height - Bottom - ((Height - Top - Bottom) * (accuracy - lowest) / Math.Max(1e-9, highest - lowest));
    }

    private sealed class Line(List<TrainingProgress> points) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => points.Add(value);
    }
}
