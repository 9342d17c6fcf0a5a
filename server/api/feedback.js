/* Draws a chosen picture anew as JPEG, small enough and without what a camera writes into it, and puts it into the form.
 * Written for web views of 2019. */
;(function () {
  var SIDE_MAX = 1600
  var BYTES_MAX = 512 * 1024
  var QUALITIES = [0.8, 0.6, 0.4]
  var pick = document.getElementById('pick')
  var file = document.getElementById('file')
  var fault = document.getElementById('fault')
  var shown = document.getElementById('shown')
  var image = shown.querySelector('img')
  var value = document.getElementById('picture')

  function drop() {
    value.value = ''
    shown.hidden = true
  }
  function refuse() {
    fault.hidden = false
  }
  function draw(from) {
    var scale = Math.min(1, SIDE_MAX / Math.max(from.naturalWidth, from.naturalHeight))
    var canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(from.naturalWidth * scale))
    canvas.height = Math.max(1, Math.round(from.naturalHeight * scale))
    var pen = canvas.getContext('2d')
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(from, 0, 0, canvas.width, canvas.height)
    return canvas
  }
  function put(canvas, at) {
    canvas.toBlob(
      function (blob) {
        if (!blob || blob.size > BYTES_MAX) {
          if (at + 1 < QUALITIES.length) put(canvas, at + 1)
          else refuse()
          return
        }
        var reader = new FileReader()
        reader.onload = function () {
          value.value = reader.result.slice(reader.result.indexOf(',') + 1)
          image.src = URL.createObjectURL(blob)
          shown.hidden = false
        }
        reader.readAsDataURL(blob)
      },
      'image/jpeg',
      QUALITIES[at],
    )
  }
  file.addEventListener('change', function () {
    var chosen = file.files[0]
    drop()
    fault.hidden = true
    if (!chosen) return
    var loaded = new Image()
    loaded.onload = function () {
      put(draw(loaded), 0)
    }
    loaded.onerror = refuse
    loaded.src = URL.createObjectURL(chosen)
  })
  document.getElementById('remove').addEventListener('click', function () {
    drop()
    file.value = ''
    file.focus()
  })
  pick.hidden = false
})()
