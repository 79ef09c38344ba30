using System.Globalization;
using System.Text;
using BuildCompress.Training.Finetuning;

namespace BuildCompress.Benchmarks.Quantise;

/// <summary>Loss and accuracy over the steps of a run, as a picture: training as lines, validation as points where stages end.</summary>
internal sealed class TrainingCurves : IProgress<TrainingProgress>
{
    private const int Width = 760, Height = 360, Left = 52, Right = 52, Top = 40, Bottom = 44;
    private readonly List<TrainingProgress> points = [];
    private readonly List<(int Step, string Stage, double Accuracy)> stages = [];

    public void Report(TrainingProgress value) => points.Add(value);

    /// <summary>Notes the accuracy on validation images at the end of a stage.</summary>
    public void Reached(string stage, double accuracy) => stages.Add((points.Count == 0 ? 0 : points[^1].Step, stage, accuracy));

    /// <summary>The picture as SVG.</summary>
    public string Draw(string title)
    {
        var steps = Math.Max(1, points.Count == 0 ? 1 : points[^1].Steps);
        var losses = Math.Max(0.1, points.Select(p => p.Loss).DefaultIfEmpty(1).Max());
        var lowest = Math.Floor(10 * points.Select(p => p.Accuracy.Fraction).Concat(stages.Select(s => s.Accuracy)).DefaultIfEmpty(0).Min()) / 10;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="11" fill="#333">
            <rect width="{Width}" height="{Height}" fill="white"/>
            <text x="{Left}" y="20" font-size="14">{title}</text>

            """);
        for (var i = 0; i <= 5; i++)
        {
            var y = Y(i / 5.0);
            svg.Append(CultureInfo.InvariantCulture, $"""
                <line x1="{Left}" y1="{y:0.0}" x2="{Width - Right}" y2="{y:0.0}" stroke="#ddd"/>
                <text x="{Left - 6}" y="{y + 4:0.0}" text-anchor="end" fill="#c0392b">{losses * i / 5:0.00}</text>
                <text x="{Width - Right + 6}" y="{y + 4:0.0}" fill="#2471a3">{100 * (lowest + ((1 - lowest) * i / 5)):0} %</text>
                <text x="{X(steps * i / 5):0.0}" y="{Height - Bottom + 16}" text-anchor="middle">{steps * i / 5}</text>

                """);
        }

        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="{Left}" y="{Height - 10}"><tspan fill="#c0392b">loss</tspan> and <tspan fill="#2471a3">accuracy</tspan> on training images (running means) over steps; points: validation</text>

            """);
        Line("#c0392b", p => p.Loss / losses);
        Line("#2471a3", p => (p.Accuracy.Fraction - lowest) / (1 - lowest));
        foreach (var (step, stage, accuracy) in stages)
        {
            var (x, y) = (X(step), Y((accuracy - lowest) / (1 - lowest)));
            svg.Append(CultureInfo.InvariantCulture, $"""
                <circle cx="{x:0.0}" cy="{y:0.0}" r="4" fill="#2471a3"/>
                <text x="{Math.Min(x + 6, Width - Right - 4):0.0}" y="{y + 16:0.0}" text-anchor="{(x > Width - 150 ? "end" : "start")}">{stage} {accuracy * 100:0.00} %</text>

                """);
        }

        return svg.Append("</svg>\n").ToString();

        double X(double step) => Left + ((Width - Left - Right) * step / steps);

        double Y(double share) => Height - Bottom - ((Height - Top - Bottom) * share);

        void Line(string colour, Func<TrainingProgress, double> share)
        {
            var line = string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Step):0.0},{Y(share(p)):0.0}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" points=\"{line}\"/>\n");
        }
    }
}
